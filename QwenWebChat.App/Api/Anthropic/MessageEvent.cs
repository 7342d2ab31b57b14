using System.Text.Json.Serialization;

namespace QwenWebChat.App.Api.Anthropic;

/// <summary>An event of a streamed answer.</summary>
/// <param name="Type">The name of the event.</param>
internal abstract record MessageEvent([property: JsonPropertyOrder(-1)] string Type)
{
    /// <summary>The head of the answer, without content.</summary>
    internal sealed record Start(MessageResponse Message) : MessageEvent("message_start");

    /// <summary>The beginning of a block, which is empty.</summary>
    internal sealed record BlockStart(int Index, object ContentBlock) : MessageEvent("content_block_start");

    /// <summary>The new part of a block.</summary>
    internal sealed record BlockDelta(int Index, object Delta) : MessageEvent("content_block_delta");

    /// <summary>The end of a block.</summary>
    internal sealed record BlockStop(int Index) : MessageEvent("content_block_stop");

    /// <summary>The end of the answer.</summary>
    /// <param name="Usage">All tokens of the request.</param>
    internal sealed record End(EndReason Delta, MessageUsage Usage) : MessageEvent("message_delta");

    /// <summary>The end of the stream.</summary>
    internal sealed record Stop() : MessageEvent("message_stop");

    /// <summary>A sign of life.</summary>
    /// <param name="Progress">The progress of the prompt; null if it is unknown, or the answer has begun.</param>
    internal sealed record Ping([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ReadingProgress? Progress) : MessageEvent("ping");

    /// <summary>An error, which ends the stream.</summary>
    internal sealed record Failure(AnthropicFormat.ErrorDetails Error) : MessageEvent("error");

    /// <summary>Why an answer ended.</summary>
    internal sealed record EndReason(string StopReason, string? StopSequence);

    /// <summary>New text.</summary>
    internal sealed record TextDelta(string Text)
    {
        public string Type { get; } = "text_delta";
    }

    /// <summary>New text of the JSON of a call's arguments.</summary>
    internal sealed record InputDelta(string PartialJson)
    {
        public string Type { get; } = "input_json_delta";
    }

    /// <summary>The progress of the prefill.</summary>
    internal sealed record ReadingProgress(int RequestsAhead, int ReadTokens, int PromptTokens);
}
