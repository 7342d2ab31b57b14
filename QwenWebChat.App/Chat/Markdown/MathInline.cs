using Markdig.Syntax.Inlines;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>A formula within a line, with its delimiters; the page's script sets it.</summary>
internal sealed class MathInline(string source, bool isDisplay) : LeafInline
{
    public string Source { get; } = source;

    public bool IsDisplay { get; } = isDisplay;
}
