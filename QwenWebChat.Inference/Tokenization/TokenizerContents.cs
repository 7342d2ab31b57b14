namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// What a tokenizer is made of, read and checked, whatever file it came from. <paramref name="Source"/> is the file
/// of the vocabulary, for messages. <paramref name="Merges"/> are "left right", the earliest merged first.
/// </summary>
internal sealed record TokenizerContents(
    string Source,
    IReadOnlyDictionary<string, int> Vocabulary,
    IReadOnlyList<string> Merges,
    IReadOnlyList<AddedToken> AddedTokens)
{
    /// <summary>The token that begins a text, as the tokenizer names it; null where it names none.</summary>
    public string? BeginToken { get; init; }

    /// <summary>The token that ends a text, as the tokenizer names it; null where it names none.</summary>
    public string? EndToken { get; init; }

    /// <summary>The chat template that comes with the tokenizer; null where there is none.</summary>
    public TemplateText? Template { get; init; }
}
