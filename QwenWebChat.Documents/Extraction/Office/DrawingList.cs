using QwenWebChat.Documents.Extraction.Word;

namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>Counts the numbered paragraphs of one shape as PowerPoint does.</summary>
internal sealed class DrawingList
{
    private const int LevelCount = 9;

    private readonly (string? Numbering, int Count)[] _levels = new (string? Numbering, int Count)[LevelCount];

    /// <param name="paragraph">The next paragraph of the shape.</param>
    /// <param name="isItem">True if its layout gives it a bullet, which applies if the paragraph does not say.</param>
    public TextBlock Next(DrawingParagraph paragraph, bool isItem)
    {
        int level = paragraph.Level;
        string? numbering = paragraph.Numbering;
        int count = numbering is not null && _levels[level].Numbering == numbering ? _levels[level].Count + 1 : paragraph.StartAt;
        _levels[level] = (numbering, count);
        Array.Clear(_levels, level + 1, LevelCount - level - 1);
        if (!(paragraph.HasBullet ?? isItem))
        {
            return new TextBlock(DocumentPartKind.Paragraph, 0, paragraph.Text);
        }

        string mark = numbering is null ? "-" : Mark(numbering, count);
        return new TextBlock(DocumentPartKind.ListItem, level + 1, $"{new string(' ', 2 * level)}{mark} {paragraph.Text.Trim()}");
    }

    private static string Mark(string numbering, int count)
    {
        string number = CountFormat.Write(count, numbering switch
        {
            _ when numbering.StartsWith("alphaLc", StringComparison.Ordinal) => "lowerLetter",
            _ when numbering.StartsWith("alphaUc", StringComparison.Ordinal) => "upperLetter",
            _ when numbering.StartsWith("romanLc", StringComparison.Ordinal) => "lowerRoman",
            _ when numbering.StartsWith("romanUc", StringComparison.Ordinal) => "upperRoman",
            _ when numbering.StartsWith("circleNum", StringComparison.Ordinal) => "decimalEnclosedCircle",
            _ when numbering.StartsWith("ea1", StringComparison.Ordinal) => "chineseCounting",
            _ => "decimal",
        });
        return numbering switch
        {
            _ when numbering.EndsWith("ParenBoth", StringComparison.Ordinal) => $"({number})",
            _ when numbering.EndsWith("ParenR", StringComparison.Ordinal) => number + ")",
            _ when numbering.EndsWith("Period", StringComparison.Ordinal) => number + ".",
            _ => number,
        };
    }
}
