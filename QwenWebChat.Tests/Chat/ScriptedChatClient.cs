using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.Tests.Chat;

/// <summary>A chat client that answers by a script: the next step is taken once the last update was consumed.</summary>
/// <param name="script">Gives the answer to the messages of a request.</param>
internal sealed class ScriptedChatClient(Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> script) : IChatClient
{
    public ScriptedChatClient(Func<CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> script)
        : this((_, cancellationToken) => script(cancellationToken))
    {
    }

    /// <summary>The messages of every request, in order.</summary>
    public List<IReadOnlyList<ChatMessage>> Requests { get; } = [];

    /// <summary>Null for a client that cannot count.</summary>
    public IPromptCounter? Counter { get; set; }

    /// <summary>Told the options of every request.</summary>
    public Action<ChatOptions?>? OnRequest { get; set; }

    public static ScriptedChatClient Saying(params string[] tokens) => new(cancellation => Say(tokens, cancellation));

    public static ScriptedChatClient Throwing(Exception exception, params string[] tokens) => new(cancellation => Say(tokens, cancellation, exception));

    /// <summary>Says the tokens and then waits until it is cancelled.</summary>
    public static ScriptedChatClient Hanging(params string[] tokens) => new(cancellation => Hang(tokens, cancellation));

    public static ChatResponseUpdate Token(string text) => new(ChatRole.Assistant, text);

    public static ChatResponseUpdate Progress(int ahead, int read = 0, int prompt = 0) =>
        new(ChatRole.Assistant, [new GenerationProgressContent(new PromptProgress(ahead, read, prompt))]);

    public static ChatResponseUpdate End(ChatFinishReason reason, long tokens = 0, double speed = 0, double firstSeconds = 0, double? perStep = null) =>
        new(ChatRole.Assistant,
        [
            new UsageContent(new UsageDetails { OutputTokenCount = tokens }),
            new GenerationFiguresContent(new AnswerFigures { TokensPerSecond = speed, TokensPerStep = perStep, TimeToFirstTokenMs = TimeSpan.FromSeconds(firstSeconds).TotalMilliseconds }),
        ])
        { FinishReason = reason };

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> request = [.. messages];
        lock (Requests)
        {
            Requests.Add(request);
        }

        OnRequest?.Invoke(options);
        return script(request, cancellationToken);
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(IPromptCounter) ? Counter : null;

    public void Dispose()
    {
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Say(string[] tokens, [EnumeratorCancellation] CancellationToken cancellationToken, Exception? error = null)
    {
        await Task.CompletedTask;
        foreach (string token in tokens)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Token(token);
        }

        if (error is not null)
        {
            throw error;
        }

        yield return End(ChatFinishReason.Stop, tokens.Length, speed: 38.4, firstSeconds: 0.42, perStep: 1.9);
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Hang(string[] tokens, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (string token in tokens)
        {
            yield return Token(token);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
    }
}
