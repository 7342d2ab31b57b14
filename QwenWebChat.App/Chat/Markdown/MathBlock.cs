using Markdig.Parsers;
using Markdig.Syntax;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>A formula on lines of its own, with its delimiters.</summary>
internal sealed class MathBlock(BlockParser parser, string close) : LeafBlock(parser)
{
    public string Close { get; } = close;
}
