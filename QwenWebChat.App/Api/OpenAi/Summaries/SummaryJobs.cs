using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Api.OpenAi.Summaries;

/// <summary>Begins, follows and opens summaries.</summary>
internal sealed class SummaryJobs(SummaryDesk desk, SummaryStore summaries, DocumentDesk documents)
{
    /// <summary>Begins a summary and streams its progress, and at the end the summary.</summary>
    /// <param name="cancellationToken">Cancelled when the client goes away: the summary goes on unless the order says otherwise.</param>
    /// <exception cref="ApiException">It cannot begin, failed or was stopped.</exception>
    public async IAsyncEnumerable<SummaryEvent> RunAsync(SummaryOrder order, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid id = await BeginAsync(order, cancellationToken).ConfigureAwait(false);
        bool hasEnded = false;
        try
        {
            await foreach (SummaryProgress progress in FollowAsync(order.OwnerId, id, cancellationToken).ConfigureAwait(false))
            {
                yield return SummaryEvent.Progress.Of(progress);
            }

            hasEnded = true;
        }
        finally
        {
            if (!hasEnded && order.CancelsOnDisconnect)
            {
                await desk.StopAsync(order.OwnerId, id).ConfigureAwait(false);
            }
        }

        yield return new SummaryEvent.Completed(await CompleteAsync(order.OwnerId, id, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Opens a summary; null if there is none.</summary>
    public async Task<SummaryObject?> FindAsync(Guid ownerId, Guid id, CancellationToken cancellationToken)
    {
        SummaryProgress? progress = desk.Find(ownerId, id);
        if (await summaries.OpenAsync(ownerId, id, cancellationToken).ConfigureAwait(false) is not { } view)
        {
            return null;
        }

        Summary summary = view.Summary;
        bool isFinished = summary.State == SummaryState.Finished;
        SummaryCoverage? coverage = await desk.CoverageAsync(ownerId, id, cancellationToken).ConfigureAwait(false);
        SummaryEvent.Progress shown = progress is { IsRunning: true } ? SummaryEvent.Progress.Of(progress) : SummaryEvent.Progress.Of(summary);
        return new SummaryObject(
            ObjectIds.Summaries.Of(id), summary.CreatedAt.ToUnixTimeSeconds(), shown.Status, ObjectIds.Files.Of(summary.DocumentId), view.DocumentName, summary.Model, summary.Options,
            isFinished ? view.Text : null)
        {
            CompletedAt = summary.FinishedAt?.ToUnixTimeSeconds(),
            Progress = shown,
            Citations = isFinished ? [.. view.Citations.Select(citation => SummaryObject.CitationObject.Of(citation, view.DocumentName))] : [],
            Coverage = coverage is null ? null : SummaryObject.CoverageObject.Of(coverage),
            Error = progress?.Failure is { } failure ? OpenAiFormat.Of(SummaryErrors.Of(failure)) : null,
        };
    }

    /// <summary>Opens the summaries of a document, newest first; none for an unknown document.</summary>
    public async Task<SummaryObject[]> ListAsync(Guid ownerId, Guid documentId, CancellationToken cancellationToken)
    {
        List<SummaryObject> all = [];
        foreach (Summary summary in await summaries.ListAsync(ownerId, documentId, cancellationToken).ConfigureAwait(false))
        {
            // One may be deleted meanwhile.
            all.AddRange(await FindAsync(ownerId, summary.Id, cancellationToken).ConfigureAwait(false) is { } found ? [found] : []);
        }

        return [.. all];
    }

    // A client that waits in vain for a document to be read does not lose the summary either, unless it asked for that.
    private async Task<Guid> BeginAsync(SummaryOrder order, CancellationToken cancellationToken)
    {
        if (!order.CancelsOnDisconnect)
        {
            return await BeginAlwaysAsync(order, CancellationToken.None).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return await BeginAlwaysAsync(order, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Guid> BeginAlwaysAsync(SummaryOrder order, CancellationToken cancellationToken)
    {
        Document document = await OpenAsync(order, cancellationToken).ConfigureAwait(false);
        if (document.Failure is { } failure)
        {
            throw FileErrors.Of(failure, document.Name, FileField.PathOf(order.File));
        }

        try
        {
            return await desk.BeginAsync(order.OwnerId, document.Id, order.Options, key: order.Key, cancellationToken: CancellationToken.None).ConfigureAwait(false)
                ?? throw ObjectIds.Files.NotFound(ObjectIds.Files.Of(document.Id), FileField.PathOf(order.File));
        }
        catch (SummaryException exception)
        {
            throw SummaryErrors.Of(exception.Failure);
        }
    }

    private async Task<Document> OpenAsync(SummaryOrder order, CancellationToken cancellationToken)
    {
        string? field = FileField.PathOf(order.File);
        if (order.File is HostedFileContent stored)
        {
            Guid id = ObjectIds.Files.Parse(stored.FileId, field);
            return await documents.WhenReadAsync(order.OwnerId, id, cancellationToken).ConfigureAwait(false) ?? throw ObjectIds.Files.NotFound(stored.FileId, field);
        }

        DataContent file = (DataContent)order.File;
        string name = DocumentStore.CleanName(file.Name ?? "");
        try
        {
            using Stream content = new MemoryStream(file.Data.ToArray(), writable: false);
            Document uploaded = await documents.UploadAsync(order.OwnerId, name, content, cancellationToken).ConfigureAwait(false);
            return await documents.WhenReadAsync(order.OwnerId, uploaded.Id, cancellationToken).ConfigureAwait(false) ?? throw ObjectIds.Files.NotFound(ObjectIds.Files.Of(uploaded.Id), field);
        }
        catch (DocumentReadException exception)
        {
            throw FileErrors.Of(exception.Error, name, field);
        }
    }

    private async IAsyncEnumerable<SummaryProgress> FollowAsync(Guid ownerId, Guid id, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Only the newest matters, and the last is never dropped.
        Channel<SummaryProgress> changes = Channel.CreateBounded<SummaryProgress>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        desk.Changed += Add;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (desk.Find(ownerId, id) is not { IsRunning: true } current)
            {
                yield break;
            }

            yield return current;
            await foreach (SummaryProgress progress in changes.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return progress;
            }
        }
        finally
        {
            desk.Changed -= Add;
        }

        void Add(SummaryProgress progress)
        {
            if (progress.Id == id)
            {
                changes.Writer.TryWrite(progress);
                _ = progress.IsRunning || changes.Writer.TryComplete();
            }
        }
    }

    private async Task<SummaryObject> CompleteAsync(Guid ownerId, Guid id, CancellationToken cancellationToken)
    {
        SummaryObject summary = await FindAsync(ownerId, id, cancellationToken).ConfigureAwait(false) ?? throw ObjectIds.Summaries.NotFound(ObjectIds.Summaries.Of(id));
        return desk.Find(ownerId, id)?.Failure is { } failure ? throw SummaryErrors.Of(failure)
            : summary.Text is not null ? summary
            : throw new ApiException(StatusCodes.Status409Conflict, $"The summary {summary.Id} was stopped in the app, where it can be resumed.") { Code = "summary_stopped", ShouldRetry = false };
    }
}
