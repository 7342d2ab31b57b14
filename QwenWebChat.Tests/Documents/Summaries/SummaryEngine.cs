using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using QwenWebChat.App.Chat;
using QwenWebChat.Inference.Chat;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Documents.Summaries;

/// <summary>A model that summarises by a script, for any number of requests at once. Left alone, it quotes the facts that it reads and keeps the marks that it merges.</summary>
internal sealed partial class SummaryEngine(int contextTokens) : IChatClient
{
    private readonly ConcurrentQueue<(string Prompt, ChatOptions? Options)> _requests = [];

    /// <summary>Every prompt, in the order in which they came.</summary>
    public IReadOnlyList<string> Prompts => [.. _requests.Select(request => request.Prompt)];

    public IReadOnlyList<ChatOptions?> Options => [.. _requests.Select(request => request.Options)];

    public IPromptCounter? Counter { get; set; } = new WordCounter(contextTokens);

    /// <summary>Called with every prompt before it is answered: it may wait or throw.</summary>
    public Func<string, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Called after the first tokens of an answer were taken in.</summary>
    public Func<string, CancellationToken, Task> During { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What is answered to a prompt.</summary>
    public Func<string, string> Answer { get; set; } = Summarize;

    public static bool IsLeaf(string prompt) => prompt.Contains("<document", StringComparison.Ordinal);

    public static string Summarize(string prompt) => IsLeaf(prompt)
        ? "A part [77]. " + string.Join(' ', Fact().Matches(prompt).Select(match => $"It has coins <q>{match.Value}</q>."))
        : "All of it. " + string.Join(' ', MergedMark().Matches(prompt).Select(match => $"Coins {match.Value}.")) + " And more [999999].";

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string prompt = messages.Last().Text;
        _requests.Enqueue((prompt, options));
        await Before(prompt, cancellationToken);
        int tokens = Counter!.Count(messages.Last());
        yield return ScriptedChatClient.Progress(0, tokens, tokens);
        string answer = Answer(prompt);
        for (int at = 0; at < answer.Length; at += 40)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return ScriptedChatClient.Token(answer.Substring(at, Math.Min(40, answer.Length - at)));
            if (at == 0)
            {
                await During(prompt, cancellationToken);
            }
        }

        yield return ScriptedChatClient.End(ChatFinishReason.Stop);
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(IPromptCounter) ? Counter : null;

    public void Dispose()
    {
    }

    [GeneratedRegex(@"The vault of town \d+ holds exactly \d+ silver coins\.")]
    private static partial Regex Fact();

    // Not the example in the task.
    [GeneratedRegex(@"(?<=coins )\[\d+\]")]
    private static partial Regex MergedMark();
}
