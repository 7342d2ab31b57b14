using System.Text.RegularExpressions;
using Markdig.Parsers;
using Markdig.Syntax;

namespace QwenWebChat.App.Chat.Markdown.Html;

/// <summary>Finds <c>details</c>, whose tags stand on lines of their own (<see cref="SourceText"/>).</summary>
internal sealed partial class DetailsParser : BlockParser
{
    public DetailsParser()
    {
        OpeningCharacters = ['<'];
    }

    public override BlockState TryOpen(BlockProcessor processor)
    {
        Match tag = Opening().Match(processor.Line.ToString());
        if (processor.IsCodeIndent || !tag.Success)
        {
            return BlockState.None;
        }

        processor.NewBlocks.Push(new DetailsBlock(this)
        {
            Column = processor.Column,
            Span = new SourceSpan(processor.Start, processor.Line.End),
            IsUnfolded = tag.Groups["open"].Success,
        });
        return BlockState.ContinueDiscard;
    }

    public override BlockState TryContinue(BlockProcessor processor, Block block)
    {
        DetailsBlock details = (DetailsBlock)block;
        details.UpdateSpanEnd(processor.Line.End);
        if (processor.CurrentBlock is FencedCodeBlock || HasOpenDetails(details) || !processor.Line.AsSpan().TrimEnd().Equals("</details>", StringComparison.OrdinalIgnoreCase))
        {
            return BlockState.Continue;
        }

        details.IsClosed = true;
        return BlockState.BreakDiscard;
    }

    private static bool HasOpenDetails(ContainerBlock container)
    {
        for (ContainerBlock? child = container.LastChild as ContainerBlock; child is not null; child = child.LastChild as ContainerBlock)
        {
            if (child is DetailsBlock { IsClosed: false })
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(@"\A<details(?<open>\s+open\b)?[^<>]*>\s*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Opening();
}
