using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Mcp;

/// <summary>The tools that let the model of the app work, called by the official client.</summary>
[Slow]
public sealed class McpModelToolTests
{
    private const string Answer = "It is steel. <q>The pump is made of steel.</q> It is red. <q>The pump is painted red in Berlin.</q>";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ask_AnswerWithQuotations_SaysWhichTheDocumentHas()
    {
        await using McpApp app = new(Answer);
        Document document = await app.UploadAsync("pump.txt", "The pump is made of steel. It weighs a ton.");
        QwenChatOptions? options = null;
        app.Model.OnRequest = sent => options = Assert.IsType<QwenChatOptions>(sent);
        await using McpClient client = await app.ConnectAsync();

        JsonElement answer = await McpCalls.ResultAsync(client, "ask_document", new { question = "What is it made of?", documentIds = new[] { document.Id }, maxTokens = 50 });

        Assert.Equal("It is steel. [1] It is red. [2]", answer.GetProperty("answer").GetString());
        JsonElement[] quotations = [.. answer.GetProperty("quotations").EnumerateArray()];
        Assert.Equal(["exact", "not_found"], quotations.Select(quotation => quotation.GetProperty("kind").GetString()));
        Assert.Equal((document.Id.ToString(), 0, 26), (quotations[0].GetProperty("documentId").GetString(), quotations[0].GetProperty("start").GetInt32(), quotations[0].GetProperty("length").GetInt32()));
        Assert.False(quotations[1].TryGetProperty("documentId", out _));
        Assert.False(answer.TryGetProperty("note", out _));
        IReadOnlyList<ChatMessage> request = Assert.Single(app.Model.Requests);
        Assert.StartsWith("<document name=\"pump.txt\" number=\"1\">\nThe pump is made of steel.", request[0].Text, StringComparison.Ordinal);
        Assert.Equal("What is it made of?", request[1].Text);
        Assert.Equal((RequestKind.Api, 50, "mcp:", 1), (options!.Kind, options.Sampling.MaxTokens, options.Owner.Work, options.Stored!.Count));
    }

    [Fact]
    public async Task Ask_DocumentBeyondTheContext_SaysHowMuchTheModelRead()
    {
        await using McpApp app = new("No.");
        Document document = await app.UploadAsync("long.txt", string.Join("\n\n", Enumerable.Range(1, 800).Select(number => $"Paragraph {number} says something about the number {number} and then it ends.")));
        await using McpClient client = await app.ConnectAsync();

        JsonElement answer = await McpCalls.ResultAsync(client, "ask_document", new { question = "What does paragraph 700 say?", documentIds = new[] { document.Id } });

        Assert.Matches("^Of long.txt, which does not fit into the context, the model read the [0-9]+ of [0-9]+ characters that fit the question best\\.$", answer.GetProperty("note").GetString());
        Assert.Contains("Paragraph 700 says", string.Concat(app.Model.Requests[0].Select(message => message.Text)), StringComparison.Ordinal);
        Assert.Matches("leaves no room for an answer", await McpCalls.ErrorAsync(client, "ask_document", new { question = string.Join(' ', Enumerable.Repeat("why", 1_990)), documentIds = new[] { document.Id } }));
    }

    [Fact]
    public async Task Ask_WhileThePromptIsRead_ReportsProgressThatGrows()
    {
        FakeTimeProvider time = new();
        ReportedProgress progress = new();
        await using McpApp app = new(cancellation => PrefillAsync(), time: time);
        Document document = await app.UploadAsync("pump.txt", "The pump is made of steel.");
        await using McpClient client = await app.ConnectAsync();

        await client.CallToolAsync("ask_document", McpCalls.Arguments(new { question = "Why?", documentIds = new[] { document.Id } }), progress, cancellationToken: Cancellation);

        Assert.Equal(["3 requests are ahead.", "Read 800 of 900 tokens."], progress.Values.Select(value => value.Message));
        Assert.True(progress.Values.First().Progress < progress.Values.Last().Progress);

        async IAsyncEnumerable<ChatResponseUpdate> PrefillAsync()
        {
            yield return ScriptedChatClient.Progress(3, 0, 900);
            // One report a second is sent; this one is dropped.
            yield return ScriptedChatClient.Progress(0, 400, 900);
            // The client reports what comes together in any order, and not what comes with the result.
            await progress.CameAsync(1);
            time.Advance(TimeSpan.FromSeconds(1.1));
            yield return ScriptedChatClient.Progress(0, 800, 900);
            await progress.CameAsync(2);
            yield return ScriptedChatClient.Token("Yes.");
            yield return ScriptedChatClient.End(ChatFinishReason.Stop, 1);
        }
    }

    [Fact]
    public async Task Ask_NoModel_IsAToolError()
    {
        await using McpApp app = new(Answer);
        Document document = await app.UploadAsync("pump.txt", "The pump is made of steel.");
        app.Model.Counter = null;
        await using McpClient client = await app.ConnectAsync();

        Assert.Equal("No model is loaded. Load one in the app.", await McpCalls.ErrorAsync(client, "ask_document", new { question = "Why?", documentIds = new[] { document.Id } }));
        Assert.Equal("No model is loaded; load one in the app.", await McpCalls.ErrorAsync(client, "summarize_document", new { documentId = document.Id }));
    }

    [Fact]
    public async Task Ask_ModelFails_SaysNothingOfTheProgramItself()
    {
        await using McpApp app = new(cancellation => ScriptedChatClient.Throwing(new InvalidOperationException("secret"), "Ye").GetStreamingResponseAsync([], null, cancellation));
        Document document = await app.UploadAsync("pump.txt", "The pump is made of steel.");
        await using McpClient client = await app.ConnectAsync();

        Assert.Equal("The server failed at this request; its log has the reason.", await McpCalls.ErrorAsync(client, "ask_document", new { question = "Why?", documentIds = new[] { document.Id } }));
    }

    [Fact]
    public async Task Ask_ClientLeaves_CancelsTheRequest()
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using McpApp app = new(cancellation =>
        {
            cancellation.Register(cancelled.SetResult);
            begun.SetResult();
            return ScriptedChatClient.Hanging("Ye").GetStreamingResponseAsync([], null, cancellation);
        });
        Document document = await app.UploadAsync("pump.txt", "The pump is made of steel.");
        await using McpClient client = await app.ConnectAsync();
        using CancellationTokenSource leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        Task<CallToolResult> call = client.CallToolAsync("ask_document", McpCalls.Arguments(new { question = "Why?", documentIds = new[] { document.Id } }), cancellationToken: leaving.Token).AsTask();
        await begun.Task.WaitAsync(WaitLimit.Value, Cancellation);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await cancelled.Task.WaitAsync(WaitLimit.Value, Cancellation);
    }

    [Fact]
    public async Task Summarize_Twice_IsWrittenOnceWithCheckedQuotations()
    {
        ReportedProgress progress = new();
        await using McpApp app = new(cancellation => AnswerAsync());
        Document document = await app.UploadAsync("pump.txt", "The pump is made of steel. It weighs a ton.");
        await using McpClient client = await app.ConnectAsync();

        CallToolResult first = await client.CallToolAsync("summarize_document", McpCalls.Arguments(new { documentId = document.Id, style = "bullets" }), progress, cancellationToken: Cancellation);
        int requests = app.Model.Requests.Count;
        JsonElement again = await McpCalls.ResultAsync(client, "summarize_document", new { documentId = document.Id, style = "bullets" });

        Assert.True(JsonElement.DeepEquals(first.StructuredContent!.Value, again));
        Assert.Equal(("finished", "pump.txt"), (again.GetProperty("state").GetString(), again.GetProperty("documentName").GetString()));
        Assert.Contains("It is steel. [1]", again.GetProperty("text").GetString(), StringComparison.Ordinal);
        JsonElement quotation = again.GetProperty("quotations")[0];
        Assert.Equal(("exact", 1, document.Id.ToString()), (quotation.GetProperty("kind").GetString(), quotation.GetProperty("number").GetInt32(), quotation.GetProperty("documentId").GetString()));
        Assert.All(progress.Values, value => Assert.NotNull(value.Message));
        Assert.Equal(requests, app.Model.Requests.Count);
        await McpCalls.ResultAsync(client, "summarize_document", new { documentId = document.Id, style = "bullets", renew = true });
        Assert.True(app.Model.Requests.Count > requests);

        async IAsyncEnumerable<ChatResponseUpdate> AnswerAsync()
        {
            // There is no progress before there is text.
            yield return ScriptedChatClient.Token(Answer[..20]);
            await progress.CameAsync(1);
            yield return ScriptedChatClient.Token(Answer[20..]);
            yield return ScriptedChatClient.End(ChatFinishReason.Stop, 1);
        }
    }

    /// <summary>A client without a progress token hears of the run in time, the run goes on, and the same call gets its result.</summary>
    [Fact]
    public async Task Summarize_TakesLong_ReturnsItsStateAndLaterTheResult()
    {
        FakeTimeProvider time = new();
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using McpApp app = new(cancellation => SlowlyAsync(), time: time);
        Document document = await app.UploadAsync("pump.txt", "The pump is made of steel. It weighs a ton.");
        await using McpClient client = await app.ConnectAsync();

        Task<JsonElement> call = McpCalls.ResultAsync(client, "summarize_document", new { documentId = document.Id });
        await begun.Task.WaitAsync(WaitLimit.Value, Cancellation);
        while (!call.IsCompleted)
        {
            // The call may not wait yet.
            time.Advance(TimeSpan.FromSeconds(46));
            await Task.WhenAny(call, Task.Delay(20, Cancellation));
        }

        JsonElement running = await call;
        Assert.Equal("running", running.GetProperty("state").GetString());
        Assert.Contains("Call summarize_document again with the same arguments", running.GetProperty("note").GetString(), StringComparison.Ordinal);
        more.SetResult();
        JsonElement later = await McpCalls.ResultAsync(client, "summarize_document", new { documentId = document.Id });
        Assert.Equal("finished", later.GetProperty("state").GetString());

        async IAsyncEnumerable<ChatResponseUpdate> SlowlyAsync()
        {
            begun.TrySetResult();
            await more.Task;
            yield return ScriptedChatClient.Token(Answer);
            yield return ScriptedChatClient.End(ChatFinishReason.Stop, 1);
        }
    }

    /// <summary>Collects notifications, and says when the first two came.</summary>
    private sealed class ReportedProgress : IProgress<ProgressNotificationValue>
    {
        private readonly ConcurrentQueue<ProgressNotificationValue> _values = [];
        private readonly TaskCompletionSource[] _came = [.. Enumerable.Range(0, 2).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        private int _count;

        public IEnumerable<ProgressNotificationValue> Values => _values;

        public void Report(ProgressNotificationValue value)
        {
            _values.Enqueue(value);
            int count = Interlocked.Increment(ref _count);
            if (count <= _came.Length)
            {
                _came[count - 1].TrySetResult();
            }
        }

        public Task CameAsync(int count) => _came[count - 1].Task.WaitAsync(WaitLimit.Value, Cancellation);
    }
}
