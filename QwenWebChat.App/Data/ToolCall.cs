using System.Text.Json.Serialization;

namespace QwenWebChat.App.Data;

/// <summary>A call of a tool in an answer, with its result.</summary>
/// <param name="Name">The name of the tool.</param>
/// <param name="Arguments">The text of a JSON object.</param>
public sealed record ToolCall(string Name, string Arguments)
{
    /// <summary>The number of the request that made the call, from 1. The model made the calls of one request together, before it had their results.</summary>
    public int Round { get; init; } = 1;

    /// <summary>The offset in the text of the answer at which the call stands: behind all text of its request.</summary>
    public int Offset { get; init; }

    /// <summary>The result as text; null for a call that has not run.</summary>
    public string? Result { get; init; }

    /// <summary>The result is the reason of a failure.</summary>
    public bool IsFailed { get; init; }

    /// <summary>The duration in milliseconds; null for a call that has not run.</summary>
    public double? DurationMs { get; init; }

    /// <summary>The number of characters at the end of the result that did not fit into the context, and are not stored.</summary>
    public int CutCharacters { get; init; }

    /// <summary>The passages of documents that the result contains.</summary>
    public IReadOnlyList<ToolSource> Sources { get; init; } = [];

    /// <summary>The tool is working on it.</summary>
    [JsonIgnore]
    public bool IsRunning { get; init; }

    /// <summary>The id of the question to the user whether the tool may run; null if none is open.</summary>
    [JsonIgnore]
    public Guid? QuestionId { get; init; }
}
