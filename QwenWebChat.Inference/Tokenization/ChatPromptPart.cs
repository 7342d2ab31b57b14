namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// A part of a prompt: plain text, in which nothing is an added token, or (<paramref name="IsAddedToken"/>) the text of
/// an added token.
/// </summary>
public readonly record struct ChatPromptPart(string Text, bool IsAddedToken);
