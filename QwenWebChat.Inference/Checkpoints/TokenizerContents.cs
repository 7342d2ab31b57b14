namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// The validated contents of a tokenizer, from any kind of file. <paramref name="Source"/> is the file of the
/// vocabulary, for messages. <paramref name="Merges"/> are "left right", in merge order.
/// </summary>
internal sealed record TokenizerContents(
    string Source,
    IReadOnlyDictionary<string, int> Vocabulary,
    IReadOnlyList<string> Merges,
    IReadOnlyList<AddedToken> AddedTokens)
{
    /// <summary>The token that begins a text, as the tokenizer names it; null if it names none.</summary>
    public string? BeginToken { get; init; }

    /// <summary>The token that ends a text, as the tokenizer names it; null if it names none.</summary>
    public string? EndToken { get; init; }

    /// <summary>The chat template that comes with the tokenizer; null if there is none.</summary>
    public TemplateText? Template { get; init; }
}
