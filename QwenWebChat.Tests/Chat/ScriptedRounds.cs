using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.Tests.Chat;

/// <summary>A client whose answers to requests that follow each other are given, with calls of tools among them.</summary>
internal sealed class ScriptedRounds
{
    private readonly Queue<ChatResponseUpdate[]> _left;
    private int _callCount;

    public ScriptedRounds(params ChatResponseUpdate[][] rounds)
    {
        _left = new Queue<ChatResponseUpdate[]>(rounds);
        Client = new ScriptedChatClient(Say) { OnRequest = options => Options.Add(Assert.IsType<QwenChatOptions>(options)) };
    }

    public ScriptedChatClient Client { get; }

    /// <summary>The options of every request, in order.</summary>
    public List<QwenChatOptions> Options { get; } = [];

    public static ChatResponseUpdate Text(string text) => ScriptedChatClient.Token(text);

    public static ChatResponseUpdate End(ChatFinishReason reason) => ScriptedChatClient.End(reason, tokens: 10, speed: 20, firstSeconds: 0.5);

    /// <summary>A call with arguments in JSON.</summary>
    public ChatResponseUpdate Call(string name, string arguments) =>
        new(ChatRole.Assistant, [new FunctionCallContent($"call-{++_callCount}", name, JsonSerializer.Deserialize<Dictionary<string, object?>>(arguments))]);

    /// <summary>Adds the answer to one more request.</summary>
    public void Add(params ChatResponseUpdate[] round) => _left.Enqueue(round);

    /// <summary>The requests as lines: role, text, calls and results.</summary>
    public IReadOnlyList<string> Request(int index) => [.. Client.Requests[index].Select(Line)];

    /// <summary>A message as a line: role, text, calls and results.</summary>
    public static string Line(ChatMessage message) => $"{message.Role}: {string.Join(" | ", message.Contents.Select(content => content switch
    {
        FunctionCallContent call => $"{call.Name}{JsonSerializer.Serialize(call.Arguments)}",
        FunctionResultContent result => $"{result.Result}",
        _ => content.ToString(),
    }))}";

    private async IAsyncEnumerable<ChatResponseUpdate> Say([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (ChatResponseUpdate update in _left.Dequeue())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return update;
        }
    }
}
