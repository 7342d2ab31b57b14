using System.Text.RegularExpressions;

namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>Joins a page's lines to paragraphs. Extra space above, an indented first line, a short last line, another font size or a list marker separates them.</summary>
internal sealed partial class PdfBlocks(PdfSizes sizes, PdfHyphens hyphens)
{
    private const int MaxHeadingLength = 200;

    public List<PdfBlock> Read(PdfPageText page)
    {
        double pitch = Pitch(page.Lines);
        List<PdfBlock> blocks = [];
        foreach (PdfLine line in page.Lines)
        {
            DocumentPartKind kind = KindOf(line, page);
            if (blocks.Count > 0 && Continues(blocks[^1], line, kind, pitch))
            {
                blocks[^1].Append(line);
            }
            else
            {
                blocks.Add(new PdfBlock(kind, line, hyphens));
            }
        }

        return blocks;
    }

    /// <summary>Returns true if a page's first block continues the last paragraph of the previous page.</summary>
    public static bool GoesOn(PdfBlock before, PdfBlock after) =>
        before.Kind is DocumentPartKind.Paragraph or DocumentPartKind.ListItem
        && after.Kind == DocumentPartKind.Paragraph
        && IsSameSize(before.Last, after.First)
        && before.Last.IsRightToLeft == after.First.IsRightToLeft
        && before.IsUnfinished
        && !(char.IsUpper(after.First.Text[0]) && before.Last.Right < before.Last.ColumnRight - (3 * before.Last.Size))
        && (char.IsLower(after.First.Text[0]) || before.Last.Right > before.Last.ColumnRight - (3 * before.Last.Size));

    private DocumentPartKind KindOf(PdfLine line, PdfPageText page) =>
        line.IsTableRow ? DocumentPartKind.TableRow
        : sizes.HeadingLevel(line) > 0 && line.Text.Length <= MaxHeadingLength && line.Text.Any(char.IsLetter) ? DocumentPartKind.Heading
        : sizes.IsSmall(line) && line.Baseline < page.Height / 2 && NoteMark().IsMatch(line.Text) ? DocumentPartKind.Note
        : ItemMark().IsMatch(line.Text) ? DocumentPartKind.ListItem
        : DocumentPartKind.Paragraph;

    private bool Continues(PdfBlock block, PdfLine line, DocumentPartKind kind, double pitch)
    {
        PdfLine last = block.Last;
        if (kind is DocumentPartKind.TableRow or DocumentPartKind.ListItem or DocumentPartKind.Note || block.Kind == DocumentPartKind.TableRow || !IsSameSize(last, line) || last.IsRightToLeft != line.IsRightToLeft)
        {
            return false;
        }

        double drop = last.Baseline - line.Baseline;
        if (kind == DocumentPartKind.Heading || block.Kind == DocumentPartKind.Heading)
        {
            return kind == block.Kind && drop > 0 && drop < 1.6 * line.Size && last.IsBold == line.IsBold && sizes.HeadingLevel(last) == sizes.HeadingLevel(line)
                && !NumberedHeading().IsMatch(line.Text);
        }

        if (Math.Abs(last.ColumnLeft - line.ColumnLeft) > 1 || drop <= 0)
        {
            // The next column continues where this one ended.
            return block.IsUnfinished && !IsIndented(line) && drop < 0;
        }

        bool isClose = drop < Math.Max(1.25 * pitch, 1.3 * line.Size);
        bool isIndented = line.Left - last.Left > 0.8 * line.Size && !(block.Kind is DocumentPartKind.ListItem or DocumentPartKind.Note && block.LineCount == 1);
        return isClose && !isIndented && !EndsParagraph(last);
    }

    private static bool IsIndented(PdfLine line) => line.Left - line.ColumnLeft > 0.8 * line.Size;

    // A line that ends a sentence and leaves a fifth of its column empty.
    private static bool EndsParagraph(PdfLine line) =>
        line.Text[^1] is '.' or '!' or '?' or ':' or '。' or '！' or '？' or '：' or '"' or '”'
        && line.Right < line.ColumnRight - (0.2 * (line.ColumnRight - line.ColumnLeft));

    private static bool IsSameSize(PdfLine one, PdfLine other) => Math.Abs(one.Size - other.Size) < 0.08 * Math.Max(one.Size, other.Size);

    // The usual distance between two lines.
    private static double Pitch(IReadOnlyList<PdfLine> lines)
    {
        List<double> drops = [];
        for (int index = 1; index < lines.Count; index++)
        {
            double drop = lines[index - 1].Baseline - lines[index].Baseline;
            if (drop > 0.5 * lines[index].Size && drop < 3 * lines[index].Size)
            {
                drops.Add(drop);
            }
        }

        drops.Sort();
        return drops.Count == 0 ? 0 : drops[drops.Count / 2];
    }

    [GeneratedRegex(@"^([•▪◦‣●○■□➢✓]\s*|[–—*-]\s+|\(?[0-9]{1,3}[.)]\s+(?=\S)|\(?[a-z][.)]\s+|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[一二三四五六七八九十]{1,3}、)")]
    private static partial Regex ItemMark();

    [GeneratedRegex(@"^(\[?[0-9]{1,3}\]?|[*†‡①-⑳])\s*\S")]
    private static partial Regex NoteMark();

    [GeneratedRegex(@"^([0-9]+(\.[0-9]+)*\.?\s|第[0-9一二三四五六七八九十百]+[章节節])")]
    private static partial Regex NumberedHeading();
}
