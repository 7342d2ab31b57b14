using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Data;

/// <summary>The row of an ended request: its record and what only the database needs.</summary>
internal sealed class ServedRequest
{
    /// <summary>The order of writing, assigned by the database.</summary>
    public long Number { get; private set; }

    /// <summary>The record, stored in columns of this row. Times are stored as whole microseconds.</summary>
    public required RequestRecord Record { get; init; }

    /// <summary>The record's generation speed, stored to sort by it.</summary>
    public double? TokensPerSecond { get; private init; }

    /// <summary>The text of the prompt; null unless <c>Monitoring:History:KeepPrompts</c> is true.</summary>
    public string? PromptText { get; private init; }

    /// <exception cref="ArgumentException">The request is still active.</exception>
    public static ServedRequest Of(RequestRecord record, string? promptText) => record.FinishReason is null
        ? throw new ArgumentException($"Request {record.Id} has not ended yet.", nameof(record))
        : new() { Record = record, TokensPerSecond = record.TokensPerSecond, PromptText = promptText };
}
