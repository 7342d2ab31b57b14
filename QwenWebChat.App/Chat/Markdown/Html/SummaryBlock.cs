using Markdig.Parsers;
using Markdig.Syntax;

namespace QwenWebChat.App.Chat.Markdown.Html;

/// <summary>The line of a <see cref="DetailsBlock"/> that is always shown.</summary>
internal sealed class SummaryBlock : LeafBlock
{
    public SummaryBlock(BlockParser parser)
        : base(parser)
    {
        ProcessInlines = true;
    }
}
