namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// What a tokenizer is made of, read and checked, whatever file it came from. <paramref name="Source"/> is the file
/// of the vocabulary, for messages. <paramref name="Merges"/> are "left right", the earliest merged first.
/// </summary>
internal sealed record TokenizerContents(
    string Source,
    IReadOnlyDictionary<string, int> Vocabulary,
    IReadOnlyList<string> Merges,
    IReadOnlyList<AddedToken> AddedTokens);
