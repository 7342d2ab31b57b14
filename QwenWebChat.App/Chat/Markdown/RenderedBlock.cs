namespace QwenWebChat.App.Chat.Markdown;

/// <summary>One paragraph, list, table or code block of an answer: its Markdown, and the HTML that is safe to show.</summary>
public readonly record struct RenderedBlock(string Source, string Html);
