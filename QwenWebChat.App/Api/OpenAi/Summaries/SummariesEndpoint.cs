namespace QwenWebChat.App.Api.OpenAi.Summaries;

/// <summary><c>/v1/summaries</c>: summaries of documents of any length.</summary>
internal sealed class SummariesEndpoint(SummaryJobs jobs, ModelNames models, ApiTransport transport)
{
    /// <summary>Begins a summary, and sends its progress and the summary, or the summary alone.</summary>
    public async Task BeginAsync(ApiCall call)
    {
        JsonField body = await call.ReadAsync().ConfigureAwait(false);
        models.Find(body["model"].Text());
        SummaryOrder order = SummaryOrder.Read(body, call.OwnerId, call.Owner.Key);
        IAsyncEnumerable<SummaryEvent> events = jobs.RunAsync(order, call.Http.RequestAborted);
        await (body["stream"].Flag() == true
            ? transport.StreamAsync(call.Http, events, new SummaryStreamWriter())
            : transport.SendWholeAsync(call.Http, LastAsync(events))).ConfigureAwait(false);
    }

    public async Task FindAsync(ApiCall call)
    {
        string? id = (string?)call.Http.GetRouteValue("id");
        SummaryObject summary = await jobs.FindAsync(call.OwnerId, ObjectIds.Summaries.Parse(id), call.Http.RequestAborted).ConfigureAwait(false) ?? throw ObjectIds.Summaries.NotFound(id);
        await ApiTransport.WriteAsync(call.Http, summary).ConfigureAwait(false);
    }

    /// <summary>Lists the summaries of a document, newest first: a client that lost its connection finds its own there.</summary>
    public async Task ListAsync(ApiCall call)
    {
        string? file = call.Http.Request.Query["file_id"];
        Guid documentId = ObjectIds.Files.Parse(string.IsNullOrEmpty(file) ? throw ApiException.Invalid("file_id", "file_id is missing; it must be the id of a file.") : file, "file_id");
        SummaryObject[] all = await jobs.ListAsync(call.OwnerId, documentId, call.Http.RequestAborted).ConfigureAwait(false);
        await ApiTransport.WriteAsync(call.Http, new { Object = "list", Data = all, HasMore = false }).ConfigureAwait(false);
    }

    private static async Task<object> LastAsync(IAsyncEnumerable<SummaryEvent> events)
    {
        SummaryEvent last = await events.LastAsync().ConfigureAwait(false);
        return ((SummaryEvent.Completed)last).Summary;
    }
}
