using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace QwenWebChat.App.Api.OpenAi;

/// <summary>The body of a whole answer of Chat Completions.</summary>
internal sealed record ChatCompletion(string Id, long Created, string Model, IReadOnlyList<ChatCompletion.Choice> Choices, TokenUsage Usage)
{
    public string Object { get; } = "chat.completion";

    /// <summary>One of the answers.</summary>
    internal sealed record Choice(int Index, Message Message, TokenLogprobList? Logprobs, string FinishReason)
    {
        /// <summary>The stop string or the id of the stop token that ended the answer, as at vLLM.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public object? StopReason { get; init; }
    }

    /// <summary>The message of an answer.</summary>
    internal sealed record Message(string? Content)
    {
        public string Role { get; } = "assistant";

        public string? Refusal { get; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<Call>? ToolCalls { get; init; }
    }

    /// <summary>The call of a tool.</summary>
    internal sealed record Call(string Id, Function Function)
    {
        /// <summary>The number of the call in its message; in streams alone.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public int? Index { get; init; }

        public string Type { get; } = "function";

        public static Call Of(FunctionCallContent call, int? index = null) =>
            new(call.CallId, new Function(call.Name, JsonSerializer.Serialize(call.Arguments, ApiJson.Options))) { Index = index };
    }

    /// <summary>The function of a call.</summary>
    /// <param name="Arguments">The text of a JSON object.</param>
    internal sealed record Function(string Name, string Arguments);

    /// <summary>Returns the word for the end of an answer. Clients know these alone.</summary>
    public static string WordOf(ChatFinishReason reason) =>
        reason == ChatFinishReason.Length ? "length"
        : reason == ChatFinishReason.ToolCalls ? "tool_calls"
        : "stop";
}
