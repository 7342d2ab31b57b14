using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api.Ollama;

/// <summary>A line of a streamed answer, or a whole one. A chat has <see cref="Message"/>, a plain prompt has <see cref="Response"/>.</summary>
internal sealed record OllamaResponse(string Model, DateTimeOffset CreatedAt)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReplyMessage? Message { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Response { get; init; }

    /// <summary>True at the end of the answer, with the reason and the figures.</summary>
    public bool Done { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DoneReason { get; init; }

    /// <summary>The time of the whole request in nanoseconds, as all durations are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? TotalDuration { get; init; }

    /// <summary>Always 0: the model is loaded already.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? LoadDuration { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? PromptEvalCount { get; init; }

    /// <summary>The time to the first token.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? PromptEvalDuration { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? EvalCount { get; init; }

    /// <summary>The time from the first token to the last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? EvalDuration { get; init; }

    /// <summary>The message of an answer, or a part of it.</summary>
    internal sealed record ReplyMessage(string Content)
    {
        public string Role { get; } = "assistant";

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<Call>? ToolCalls { get; init; }
    }

    /// <summary>The call of a tool.</summary>
    internal sealed record Call(Function Function)
    {
        /// <param name="index">The number of the call in its answer.</param>
        public static Call Of(FunctionCallContent call, int index) => new(new Function(index, call.Name, call.Arguments ?? new Dictionary<string, object?>()));
    }

    /// <summary>The function of a call.</summary>
    /// <param name="Arguments">A JSON object.</param>
    internal sealed record Function(int Index, string Name, IDictionary<string, object?> Arguments);
}
