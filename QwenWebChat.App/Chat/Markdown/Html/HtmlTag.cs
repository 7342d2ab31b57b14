using Markdig.Syntax.Inlines;

namespace QwenWebChat.App.Chat.Markdown.Html;

/// <summary>One of the few HTML tags that answers may use within text; shown as text where its partner is missing.</summary>
/// <param name="source">The tag as it was written.</param>
/// <param name="name">The name of the element that is written.</param>
internal sealed class HtmlTag(string source, string name, bool isClosing) : LeafInline
{
    public string Source { get; } = source;

    public string Name { get; } = name;

    public bool IsClosing { get; } = isClosing;

    /// <summary>True for a line break, which has no partner.</summary>
    public bool IsBreak => Name == "br";
}
