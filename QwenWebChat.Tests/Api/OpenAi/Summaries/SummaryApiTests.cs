using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using QwenWebChat.App.Api;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.Tests.Browser;
using QwenWebChat.Tests.Data;
using QwenWebChat.Tests.Documents.Summaries;

namespace QwenWebChat.Tests.Api.OpenAi.Summaries;

/// <summary>Summaries over HTTP, written by a scripted model.</summary>
[Slow]
public sealed class SummaryApiTests : IDisposable
{
    private const string Path = "v1/summaries";
    private const int ContextTokens = 1_200;

    private readonly SummaryEngine _engine = new(ContextTokens);
    private readonly ScriptedWebApp _app;
    private readonly HttpClient _http;

    public SummaryApiTests()
    {
        _app = new ScriptedWebApp(_engine);
        _http = new HttpClient { BaseAddress = new Uri(_app.Start()) };
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Some sections, each with a fact.
    private static string Report => string.Join("\n\n", Enumerable.Range(1, 6).Select(chapter =>
        $"# Chapter {chapter}\n\n{SampleDocument.Words(300, $"c{chapter}w")}\n\nThe vault of town {chapter} holds exactly {chapter * 37} silver coins."));

    [Fact]
    public async Task Streamed_Summary_HasProgressThenTextCitationsAndCoverage()
    {
        string file = await Uploads.UploadAsync(_http, Report, "report.md");

        (string Name, JsonNode Data)[] events = await StreamAsync($$"""{"file_id":"{{file}}","stream":true,"style":"bullets","words":200,"language":"English","focus":"Which towns?"}""");

        Assert.All(events, item => Assert.Equal(item.Name, (string)item.Data["type"]!));
        Assert.All(events[..^1], item => Assert.Equal("summary.progress", item.Name));
        JsonNode last = events[^2].Data;
        Assert.True((int)last["leaves_total"]! > 1, last.ToJsonString());
        Assert.Equal(((int)last["leaves_total"]!, (int)last["document_tokens"]!), ((int)last["leaves_done"]!, (int)last["read_tokens"]!));
        Assert.Equal("summary.completed", events[^1].Name);
        JsonNode summary = events[^1].Data["summary"]!;
        Assert.StartsWith("All of it. Coins [1].", (string)summary["text"]!, StringComparison.Ordinal);
        JsonNode[] citations = [.. summary["citations"]!.AsArray().Select(citation => citation!)];
        Assert.Equal([1, 2, 3, 4, 5, 6], citations.Select(citation => (int)citation["number"]!));
        Assert.All(citations, citation => Assert.Equal(("exact", file, "report.md"), ((string)citation["kind"]!, (string)citation["file_id"]!, (string)citation["filename"]!)));
        Assert.Equal("The vault of town 2 holds exactly 74 silver coins.", (string)citations[1]["quote"]!);
        Assert.True((bool)summary["coverage"]!["is_complete"]!, summary["coverage"]!.ToJsonString());
        Assert.Equal(("completed", "bullets", 200, "English", "Which towns?"), (
            (string)summary["status"]!, (string)summary["options"]!["style"]!, (int)summary["options"]!["words"]!, (string)summary["options"]!["language"]!, (string)summary["options"]!["focus"]!));
        Assert.Equal(WithoutEstimate(summary), WithoutEstimate(await GetAsync((string)summary["id"]!)));
    }

    [Fact]
    public async Task Whole_FileInTheRequest_BecomesADocument()
    {
        string data = Convert.ToBase64String(Encoding.UTF8.GetBytes(Report));

        (int status, JsonNode summary) = await PostAsync($$$"""{"file":{"file_data":"{{{data}}}","filename":"report.md"}}""");

        Assert.True(status == 200, summary.ToJsonString());
        Assert.Equal(("summary", "completed", "executive", "report.md"), ((string)summary["object"]!, (string)summary["status"]!, (string)summary["options"]!["style"]!, (string)summary["filename"]!));
        Document? document = await Uploads.WhenReadAsync(_app.Services, (string)summary["file_id"]!);
        Assert.Equal("report.md", document!.Name);
        JsonNode listed = JsonNode.Parse(await _http.GetStringAsync(new Uri($"{Path}?file_id={(string)summary["file_id"]!}", UriKind.Relative), Cancellation))!;
        Assert.Equal(WithoutEstimate(summary), WithoutEstimate(Assert.Single(listed["data"]!.AsArray())!));
    }

    [Fact]
    public async Task Whole_QuotationsOfEachKind_AreToldApart()
    {
        _engine.Answer = _ => """
            One <q>The vault of town 1 holds exactly 37 silver coins.</q>, two <q>the VAULT of town 1 holds exactly 37 silver coins</q>,
            three <q>The tower of town 2 has 55 narow windows of glass.</q>, four <q>Nothing of this kind stands anywhere in it at all.</q>
            """;
        string file = await Uploads.UploadAsync(_http, "The vault of town 1 holds exactly 37 silver coins. The tower of town 2 has 55 narrow windows of glass.", "a.txt");

        (int status, JsonNode summary) = await PostAsync($$"""{"file_id":"{{file}}"}""");

        Assert.True(status == 200, summary.ToJsonString());
        Assert.Equal(["exact", "normalized", "close", "not_found"], summary["citations"]!.AsArray().Select(citation => (string)citation!["kind"]!));
        Assert.Equal([file, file, file, null], summary["citations"]!.AsArray().Select(citation => (string?)citation!["file_id"]));
        Assert.Equal("", (string)summary["citations"]![3]!["words"]!);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Streamed_ClientLeaves_StopsOnlyIfAsked(bool cancels)
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _engine.During = (_, cancellation) => go.Task.WaitAsync(cancellation);
        TaskCompletionSource<SummaryProgress> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _app.Services.GetRequiredService<SummaryDesk>().Changed += progress => _ = progress.IsRunning || ended.TrySetResult(progress);
        string file = await Uploads.UploadAsync(_http, Report, "report.md");

        using HttpResponseMessage response = await SendAsync($$"""{"file_id":"{{file}}","stream":true,"cancel_on_disconnect":{{(cancels ? "true" : "false")}}}""");
        using (StreamReader reader = new(await response.Content.ReadAsStreamAsync(Cancellation)))
        {
            Assert.Equal("event: summary.progress", await reader.ReadLineAsync(Cancellation));
        }

        response.Dispose();
        if (!cancels)
        {
            go.SetResult();
        }

        SummaryProgress end = await ended.Task.WaitAsync(WaitLimit.Value, Cancellation);
        Assert.Equal(cancels ? SummaryState.Stopped : SummaryState.Finished, end.State);
        Assert.Equal(cancels ? "stopped" : "completed", (string)(await GetAsync(ObjectIds.Summaries.Of(end.Id)))["status"]!);
    }

    [Fact]
    public async Task Get_WhileItRuns_HasTheProgressAndNoText()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _engine.During = (_, cancellation) => go.Task.WaitAsync(cancellation);
        string file = await Uploads.UploadAsync(_http, Report, "report.md");
        using HttpResponseMessage response = await SendAsync($$"""{"file_id":"{{file}}","stream":true}""");
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(Cancellation));
        await reader.ReadLineAsync(Cancellation);
        string id = (string)JsonNode.Parse((await reader.ReadLineAsync(Cancellation))!["data: ".Length..])!["id"]!;

        JsonNode running = await GetAsync(id);
        go.SetResult();

        Assert.Contains((string)running["status"]!, (string[])["queued", "in_progress"]);
        Assert.Null(running["text"]);
        Assert.Empty(running["citations"]!.AsArray());
        Assert.Contains("summary.completed", await reader.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Streamed_ModelFails_EndsWithAnErrorAndTheSummaryHasIt()
    {
        _engine.Answer = _ => throw new InvalidOperationException("secret");
        string file = await Uploads.UploadAsync(_http, Report, "report.md");

        (string Name, JsonNode Data)[] events = await StreamAsync($$"""{"file_id":"{{file}}","stream":true}""");

        Assert.Equal("error", events[^1].Name);
        Assert.Equal("summary_failed", (string)events[^1].Data["error"]!["code"]!);
        Assert.DoesNotContain("secret", events[^1].Data.ToJsonString(), StringComparison.Ordinal);
        JsonNode failed = await GetAsync((string)events[0].Data["id"]!);
        Assert.Equal(("failed", "summary_failed"), ((string)failed["status"]!, (string)failed["error"]!["code"]!));
    }

    [Fact]
    public async Task Post_DocumentDeletedMeanwhile_IsAnError()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _engine.During = (_, cancellation) => go.Task.WaitAsync(cancellation);
        string file = await Uploads.UploadAsync(_http, Report, "report.md");
        using HttpResponseMessage response = await SendAsync($$"""{"file_id":"{{file}}","stream":true}""");
        using StreamReader reader = new(await response.Content.ReadAsStreamAsync(Cancellation));
        await reader.ReadLineAsync(Cancellation);

        using HttpResponseMessage deleted = await _http.DeleteAsync(new Uri($"v1/files/{file}", UriKind.Relative), Cancellation);

        Assert.True(deleted.IsSuccessStatusCode);
        Assert.Contains("event: error", await reader.ReadToEndAsync(Cancellation), StringComparison.Ordinal);
        Assert.Null(await _app.Services.GetRequiredService<DocumentStore>().FindAsync(TestDatabase.LocalOwner, ObjectIds.Files.Parse(file), Cancellation));
    }

    [Theory]
    [InlineData("{}", 400, "file_id", "file_id is missing; it must be the id of a file")]
    [InlineData("""{"file_id":"file-1"}""", 404, "file_id", "There is no file file-1.")]
    [InlineData("""{"file_id":"file-1","stream":true}""", 404, "file_id", "There is no file file-1.")]
    [InlineData("""{"file_id":5}""", 400, "file_id", "file_id is 5; it must be a string.")]
    [InlineData("""{"file_id":"file-1","style":"haiku"}""", 400, "style", "style is haiku; it must be executive, bullets, detailed or chapters.")]
    [InlineData("""{"file_id":"file-1","words":5}""", 400, "words", "words is 5; it must be 20 to 5000.")]
    [InlineData("""{"file_id":"file-1","cancel_on_disconnect":"no"}""", 400, "cancel_on_disconnect", "must be true or false")]
    [InlineData("""{"file":{"file_data":"R0lGODlh","filename":"a.gif"}}""", 400, "file.file_data", "a.gif has an unsupported file type.")]
    [InlineData("""{"file":{"file_data":"","filename":"a.txt"}}""", 400, "file.file_data", "a.txt contains no text.")]
    [InlineData("""{"file_id":"file-1","model":"nope"}""", 404, "model", "The model nope is not loaded here")]
    public async Task Post_Wrong_SaysWhereAndWhy(string json, int status, string field, string message)
    {
        (int actual, JsonNode body) = await PostAsync(json);

        Assert.Equal((status, field), (actual, (string?)body["error"]!["param"]));
        Assert.Contains(message, (string)body["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_NoModelCanCount_IsUnavailable()
    {
        _engine.Counter = null;
        string file = await Uploads.UploadAsync(_http, Report, "report.md");

        (int status, JsonNode body) = await PostAsync($$"""{"file_id":"{{file}}"}""");

        Assert.Equal((503, "No model is loaded."), (status, (string)body["error"]!["message"]!));
    }

    [Fact]
    public async Task AnyRequest_OfAnotherOwner_IsNotThere()
    {
        string file = await Uploads.AddForeignAsync(_app.Services);
        Guid? id = await _app.Services.GetRequiredService<SummaryDesk>().BeginAsync(TestDatabase.OtherOwner, ObjectIds.Files.Parse(file), new SummaryOptions(), cancellationToken: Cancellation);

        (int begun, _) = await PostAsync($$"""{"file_id":"{{file}}"}""");
        using HttpResponseMessage found = await _http.GetAsync(new Uri($"{Path}/{ObjectIds.Summaries.Of(id!.Value)}", UriKind.Relative), Cancellation);
        string listed = await _http.GetStringAsync(new Uri($"{Path}?file_id={file}", UriKind.Relative), Cancellation);
        using HttpResponseMessage unnamed = await _http.GetAsync(new Uri(Path, UriKind.Relative), Cancellation);
        using HttpResponseMessage bad = await _http.GetAsync(new Uri($"{Path}/1", UriKind.Relative), Cancellation);

        Assert.Equal((404, 404, 404, 400), (begun, (int)found.StatusCode, (int)bad.StatusCode, (int)unnamed.StatusCode));
        Assert.Empty(JsonNode.Parse(listed)!["data"]!.AsArray());
        Assert.Contains("There is no summary 1.", await bad.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _http.Dispose();
        _app.Dispose();
    }

    private static string WithoutEstimate(JsonNode summary)
    {
        JsonNode copy = summary.DeepClone();
        copy["progress"]!.AsObject().Remove("seconds_left");
        return copy.ToJsonString();
    }

    private Task<HttpResponseMessage> SendAsync(string json)
    {
        HttpRequestMessage request = new(HttpMethod.Post, Path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
    }

    private async Task<(int Status, JsonNode Json)> PostAsync(string json)
    {
        using HttpResponseMessage response = await SendAsync(json);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancellation))!);
    }

    private async Task<JsonNode> GetAsync(string id) => JsonNode.Parse(await _http.GetStringAsync(new Uri($"{Path}/{id}", UriKind.Relative), Cancellation))!;

    private async Task<(string Name, JsonNode Data)[]> StreamAsync(string json)
    {
        using HttpResponseMessage response = await SendAsync(json);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        string[] frames = (await response.Content.ReadAsStringAsync(Cancellation)).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        return [.. frames.Where(frame => !frame.StartsWith(':')).Select(frame => frame.Split('\n')).Select(lines => (lines[0]["event: ".Length..], JsonNode.Parse(lines[1]["data: ".Length..])!))];
    }
}
