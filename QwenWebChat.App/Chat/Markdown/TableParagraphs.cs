using System.Text.RegularExpressions;
using Markdig.Helpers;
using Markdig.Parsers;
using Markdig.Syntax;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>
/// Closes paragraphs so that a table stands in one of its own: the line before its head and the line after its last row
/// become paragraphs too, as they do in GitHub's Markdown or as their writer meant them.
/// </summary>
internal sealed partial class TableParagraphs : ParagraphBlockParser
{
    public override bool Close(BlockProcessor processor, Block block)
    {
        if (!base.Close(processor, block))
        {
            return false;
        }

        // It also parses headings that are underlined.
        if (block is not ParagraphBlock paragraph || Cuts(paragraph) is not { Count: > 0 } cuts)
        {
            return true;
        }

        int index = paragraph.Parent!.IndexOf(paragraph);
        for (int i = 0; i < cuts.Count; i++)
        {
            paragraph.Parent.Insert(++index, Part(paragraph, cuts[i], i + 1 < cuts.Count ? cuts[i + 1] : paragraph.Lines.Count));
        }

        while (paragraph.Lines.Count > cuts[0])
        {
            paragraph.Lines.RemoveAt(paragraph.Lines.Count - 1);
        }

        paragraph.Lines.Lines[cuts[0] - 1].Slice.TrimEnd();
        paragraph.Span.End = EndOf(paragraph);
        return true;
    }

    // The indices of lines with which another paragraph begins: the heads of tables, and what follows their last rows.
    private static List<int> Cuts(ParagraphBlock paragraph)
    {
        List<int> cuts = [];
        int count = paragraph.Lines.Count;
        for (int i = 1; i < count; i++)
        {
            if (!HasPipe(paragraph, i) || !HasPipe(paragraph, i - 1) || !Rule().IsMatch(paragraph.Lines.Lines[i].Slice.AsSpan()))
            {
                continue;
            }

            if (i > 1 && !(cuts.Count > 0 && cuts[^1] == i - 1))
            {
                cuts.Add(i - 1);
            }

            do
            {
                i++;
            }
            while (i < count && HasPipe(paragraph, i));

            if (i < count)
            {
                cuts.Add(i);
            }
        }

        return cuts;
    }

    private static bool HasPipe(ParagraphBlock paragraph, int line) => paragraph.Lines.Lines[line].Slice.AsSpan().Contains('|');

    private ParagraphBlock Part(ParagraphBlock whole, int start, int end)
    {
        ParagraphBlock part = new(this)
        {
            Column = whole.Column,
            Line = whole.Lines.Lines[start].Line,
            IsOpen = false,
            Lines = new StringLineGroup(end - start),
        };
        for (int i = start; i < end; i++)
        {
            StringLine line = whole.Lines.Lines[i];
            part.Lines.Add(ref line);
        }

        part.Lines.Lines[part.Lines.Count - 1].Slice.TrimEnd();
        part.Span = new SourceSpan(part.Lines.Lines[0].Position, EndOf(part));
        return part;
    }

    private static int EndOf(ParagraphBlock paragraph)
    {
        StringLine last = paragraph.Lines.Lines[paragraph.Lines.Count - 1];
        return last.Position + last.Slice.Length - 1;
    }

    [GeneratedRegex(@"\A\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rule();
}
