using Markdig.Syntax.Inlines;

namespace QwenWebChat.App.Documents.Summaries.Export;

/// <summary>A reference to a citation.</summary>
internal sealed class CitationInline(int number) : LeafInline
{
    public int Number => number;
}
