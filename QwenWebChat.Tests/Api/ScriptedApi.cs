using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Models;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Tests.Browser;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Components;

namespace QwenWebChat.Tests.Api;

/// <summary>
/// The app on a free port, with a model whose next answers the test gives. Its clock stands still unless the test moves it.
/// Requests have at most 1 MB, 5 messages and 5 tools.
/// </summary>
public sealed class ScriptedApi : IDisposable
{
    private readonly ScriptedWebApp _app;
    private readonly FakeModelHost _host = new();
    private TaskCompletionSource _cancelled = new();
    private Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> _answer = cancellation => Updates([], null, cancellation);

    public ScriptedApi()
    {
        Client = new ScriptedChatClient(Run) { OnRequest = options => Options = Assert.IsType<QwenChatOptions>(options) };
        _app = new ScriptedWebApp(
            Client,
            services => services.AddSingleton<IModelHost>(_host).AddSingleton<TimeProvider>(Clock),
            new Dictionary<string, string> { ["Api:ModelNames:0"] = "alias", ["Api:MaxBodyMegabytes"] = "1", ["Api:MaxMessages"] = "5", ["Api:MaxTools"] = "5" });
        Address = new Uri(_app.Start());
        Http = new HttpClient { BaseAddress = Address };
        // A connection that the server closed after a body that is too large could else be used once more.
        Http.DefaultRequestHeaders.ConnectionClose = true;
    }

    /// <summary>The model's own name.</summary>
    public static string ModelName => FakeModelHost.Ready.Name!;

    public Uri Address { get; }

    public HttpClient Http { get; }

    public FakeTimeProvider Clock { get; } = new();

    /// <summary>Ends when the last request is cancelled.</summary>
    public Task Cancelled => _cancelled.Task;

    /// <summary>The options of the last request.</summary>
    internal QwenChatOptions Options { get; private set; } = new();

    /// <summary>The messages of the last request as lines: role, text, calls and results.</summary>
    internal string[] Lines => [.. Client.Requests[^1].Select(ScriptedRounds.Line)];

    internal ScriptedChatClient Client { get; }

    internal IServiceProvider Services => _app.Services;

    /// <summary>The end of an answer, with what it cost.</summary>
    internal static ChatResponseUpdate End(ChatFinishReason? reason = null, string? stopString = null) => new(ChatRole.Assistant,
    [
        new UsageContent(new UsageDetails { InputTokenCount = 20, CachedInputTokenCount = 16, OutputTokenCount = 5 }),
        new GenerationFiguresContent(new AnswerFigures { TokensPerSecond = 8, TimeToFirstTokenMs = 250 }) { StopString = stopString },
    ])
    { FinishReason = reason ?? ChatFinishReason.Stop };

    /// <summary>The progress that the engine reports before the first token.</summary>
    internal static ChatResponseUpdate Progress(int read) => ScriptedChatClient.Progress(0, read, 20);

    /// <summary>Sets the answer to all requests.</summary>
    internal void Answer(params ChatResponseUpdate[] updates) => _answer = cancellation => Updates(updates, null, cancellation);

    /// <summary>Sets the answers to the next requests.</summary>
    internal void Answer(ScriptedRounds rounds) => _answer = cancellation => rounds.Client.GetStreamingResponseAsync([], Options, cancellation);

    /// <summary>Sets an error, after the updates.</summary>
    internal void Fail(Exception error, params ChatResponseUpdate[] updates) => _answer = cancellation => Updates(updates, error, cancellation);

    /// <summary>Sets an answer that pauses after its first updates until the task ends.</summary>
    internal void Pause(Task task, ChatResponseUpdate[] before, ChatResponseUpdate[] after) => _answer = cancellation => Paused(task, before, after, cancellation);

    /// <summary>Sets the state of the model.</summary>
    internal void Become(ModelStatus status) => _host.Become(status);

    /// <summary>Sends a JSON body.</summary>
    internal Task<HttpResponseMessage> SendAsync(string path, string json, string type = "application/json") =>
        Http.PostAsync(new Uri(path, UriKind.Relative), new StringContent(json, Encoding.UTF8, type), TestContext.Current.CancellationToken);

    /// <summary>Sends a JSON body and reads the response's status and body.</summary>
    internal async Task<(int Status, string Body)> PostAsync(string path, string json)
    {
        using HttpResponseMessage response = await SendAsync(path, json);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Reads the first word of an answer that would not end, and leaves.</summary>
    internal async Task LeaveAsync(IChatClient client)
    {
        const string First = "Hel";
        Pause(Task.Delay(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken), [ScriptedChatClient.Token(First)], []);
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync("hi", cancellationToken: TestContext.Current.CancellationToken))
        {
            if (update.Text == First)
            {
                return;
            }
        }

        Assert.Fail("The answer ended.");
    }

    /// <summary>Moves the clock until a task has ended.</summary>
    internal async Task<T> MoveUntilAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        return await task;
    }

    public void Dispose()
    {
        Http.Dispose();
        _app.Dispose();
    }

    private IAsyncEnumerable<ChatResponseUpdate> Run(CancellationToken cancellationToken)
    {
        TaskCompletionSource cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _cancelled = cancelled;
        cancellationToken.Register(() => cancelled.TrySetResult());
        return _answer(cancellationToken);
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Updates(ChatResponseUpdate[] updates, Exception? error, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (ChatResponseUpdate update in updates)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return update;
        }

        if (error is not null)
        {
            throw error;
        }
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Paused(Task task, ChatResponseUpdate[] before, ChatResponseUpdate[] after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (ChatResponseUpdate update in before)
        {
            yield return update;
        }

        await task.WaitAsync(cancellationToken);
        foreach (ChatResponseUpdate update in after)
        {
            yield return update;
        }
    }
}
