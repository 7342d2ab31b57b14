using Markdig.Parsers;
using Markdig.Syntax;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>
/// Takes <c>$$</c> and <c>\[</c> at the start of a line, where the end stands before the next blank line: a formula's
/// <c>=</c> and <c>-</c> would otherwise be read as headings and lists.
/// </summary>
internal sealed class MathBlockParser : BlockParser
{
    public MathBlockParser()
    {
        OpeningCharacters = ['$', '\\'];
    }

    public override BlockState TryOpen(BlockProcessor processor)
    {
        string? close = (processor.CurrentChar, processor.PeekChar(1)) switch
        {
            ('$', '$') => "$$",
            ('\\', '[') => "\\]",
            _ => null,
        };
        if (close is null || processor.IsCodeIndent || !IsClosed(processor, close, out bool isOneLine))
        {
            return BlockState.None;
        }

        processor.NewBlocks.Push(new MathBlock(this, close) { Column = processor.Column, Span = new SourceSpan(processor.Start, processor.Line.End) });
        return isOneLine ? BlockState.Break : BlockState.Continue;
    }

    public override BlockState TryContinue(BlockProcessor processor, Block block)
    {
        if (processor.IsBlankLine)
        {
            return BlockState.None;
        }

        block.UpdateSpanEnd(processor.Line.End);
        return processor.Line.AsSpan().TrimEnd().EndsWith(((MathBlock)block).Close) ? BlockState.Break : BlockState.Continue;
    }

    // The line is a slice of the whole text: what follows can be looked at.
    private static bool IsClosed(BlockProcessor processor, string close, out bool isOneLine)
    {
        string text = processor.Line.Text;
        int from = processor.Start + 2;
        ReadOnlySpan<char> rest = text.AsSpan(from, Math.Min(text.Length - from, MathInlineParser.MaxLength));
        int blank = rest.IndexOf("\n\n");
        rest = blank < 0 ? rest : rest[..blank];
        int index = rest.IndexOf(close);
        isOneLine = index >= 0 && from + index <= processor.Line.End;
        if (index < 0)
        {
            return false;
        }

        ReadOnlySpan<char> after = rest[(index + close.Length)..];
        int newLine = after.IndexOf('\n');
        return (newLine < 0 ? after : after[..newLine]).IsWhiteSpace() && !rest[..index].IsWhiteSpace();
    }
}
