namespace QwenWebChat.App.Generation;

/// <summary>The reason why a JSON Schema cannot be used.</summary>
/// <param name="Reason">The reason, without a full stop.</param>
public sealed record SchemaError(string Reason)
{
    /// <summary>The JSON Pointer of the part that is at fault, empty for the whole schema; null if the text is not JSON.</summary>
    public string? Place { get; init; }

    /// <summary>The line of the error, from 1, if the text is not JSON.</summary>
    public int Line { get; init; }

    /// <summary>The character in that line, from 1.</summary>
    public int Column { get; init; }
}
