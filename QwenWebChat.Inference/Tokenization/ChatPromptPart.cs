namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// A stretch of a prompt: plain text, in which nothing is a token of its own, or (<paramref name="IsAddedToken"/>) the
/// text of an added token.
/// </summary>
public readonly record struct ChatPromptPart(string Text, bool IsAddedToken);
