using System.Text.RegularExpressions;
using Markdig.Parsers;
using Markdig.Syntax;

namespace QwenWebChat.App.Chat.Markdown.Html;

/// <summary>Finds the <c>summary</c> of details: one line, the first of them.</summary>
internal sealed partial class SummaryParser : BlockParser
{
    public SummaryParser()
    {
        OpeningCharacters = ['<'];
    }

    public override BlockState TryOpen(BlockProcessor processor)
    {
        string line = processor.Line.ToString();
        Match tag = Line().Match(line);
        if (processor.CurrentContainer is not DetailsBlock { Count: 0 } || !tag.Success)
        {
            return BlockState.None;
        }

        processor.NewBlocks.Push(new SummaryBlock(this) { Column = processor.Column, Span = new SourceSpan(processor.Start, processor.Line.End) });
        Group text = tag.Groups["text"];
        processor.Line.End = processor.Line.Start + text.Index + text.Length - 1;
        processor.Line.Start += text.Index;
        return BlockState.Break;
    }

    [GeneratedRegex(@"\A<summary\b[^<>]*>\s*(?<text>.*?)\s*</summary>\s*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
