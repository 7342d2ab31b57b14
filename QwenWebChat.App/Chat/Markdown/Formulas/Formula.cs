using Markdig.Syntax.Inlines;

namespace QwenWebChat.App.Chat.Markdown.Formulas;

/// <summary>A formula in TeX with its delimiters; the page's script typesets it.</summary>
internal sealed class Formula(string source, bool isDisplay) : LeafInline
{
    public string Source { get; } = source;

    /// <summary>Set on a line of its own, instead of within the text.</summary>
    public bool IsDisplay { get; } = isDisplay;
}
