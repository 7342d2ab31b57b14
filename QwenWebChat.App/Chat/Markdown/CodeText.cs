namespace QwenWebChat.App.Chat.Markdown;

/// <summary>The plain text of a code block, and the language that its fence names; neither is HTML.</summary>
public sealed record CodeText(string Language, string Text);
