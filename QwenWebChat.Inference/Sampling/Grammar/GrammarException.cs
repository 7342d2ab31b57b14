namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>A grammar that is invalid, unsupported, too large, or that admits nothing.</summary>
/// <param name="place">The place: a JSON Pointer of a schema, a rule's name, or a position.</param>
/// <param name="reason">The reason, without a full stop.</param>
public sealed class GrammarException(string place, string reason) : Exception($"{(place.Length == 0 ? "(root)" : place)}: {reason}")
{
    public string Place => place;

    public string Reason => reason;

    /// <summary>True if the grammar is understood, and admits no text.</summary>
    public bool IsUnsatisfiable { get; init; }
}
