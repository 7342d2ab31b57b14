using System.Text.Json.Serialization;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>A chunk of a streamed answer of Chat Completions.</summary>
/// <param name="Usage">The usage in the last chunk, if the request asks for it.</param>
internal sealed record ChatCompletionChunk(string Id, long Created, string Model, IReadOnlyList<ChatCompletionChunk.Choice> Choices, TokenUsage? Usage = null)
{
    public string Object { get; } = "chat.completion.chunk";

    /// <summary>The new part of one of the answers.</summary>
    internal sealed record Choice(int Index, Delta Delta, string? FinishReason = null)
    {
        public TokenLogprobList? Logprobs { get; init; }

        /// <summary>The stop string or the id of the stop token that ended the answer, as at vLLM.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public object? StopReason { get; init; }
    }

    /// <summary>New text or calls.</summary>
    internal sealed record Delta
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Role { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Content { get; init; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<ChatCompletion.Call>? ToolCalls { get; init; }
    }
}
