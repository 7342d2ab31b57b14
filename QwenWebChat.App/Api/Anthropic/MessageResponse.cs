using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api.Anthropic;

/// <summary>The body of a whole answer, and the head of a streamed one.</summary>
internal sealed record MessageResponse(string Id, string Model)
{
    public string Type { get; } = "message";

    public string Role { get; } = "assistant";

    /// <summary>The blocks of the answer.</summary>
    public IReadOnlyList<object> Content { get; init; } = [];

    /// <summary>The reason of its end; null at the head of a stream.</summary>
    public string? StopReason { get; init; }

    /// <summary>The stop string that ended it; null for none.</summary>
    public string? StopSequence { get; init; }

    public MessageUsage Usage { get; init; } = new(0, 0, 0);

    /// <summary>Returns the word for the end of an answer.</summary>
    /// <param name="stopString">The stop string that ended it; null for none.</param>
    public static string ReasonOf(ChatFinishReason reason, string? stopString) =>
        reason == ChatFinishReason.ToolCalls ? "tool_use"
        : reason == ChatFinishReason.Length ? "max_tokens"
        : stopString is not null ? "stop_sequence"
        : "end_turn";

    /// <summary>A block of text.</summary>
    internal sealed record TextBlock(string Text)
    {
        public string Type { get; } = "text";
    }

    /// <summary>A block with the call of a tool.</summary>
    /// <param name="Input">The arguments, a JSON object.</param>
    internal sealed record ToolUseBlock(string Id, string Name, object Input)
    {
        public string Type { get; } = "tool_use";

        public static ToolUseBlock Of(FunctionCallContent call) => new(call.CallId, call.Name, call.Arguments ?? new Dictionary<string, object?>());
    }
}
