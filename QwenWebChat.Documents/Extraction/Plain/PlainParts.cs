namespace QwenWebChat.Documents.Extraction.Plain;

/// <summary>
/// Splits plain text into paragraphs at blank lines and indented first lines. Text without either, such as a log, is split
/// at line ends after <see cref="LongPart"/> characters.
/// </summary>
internal static class PlainParts
{
    private const int LongPart = 2_000;

    public static List<DocumentPart> Scan(string text, DocumentPartKind kind)
    {
        PartList parts = new(text);
        TextLines lines = new(text);
        while (lines.MoveNext())
        {
            if (lines.Line.IsWhiteSpace())
            {
                parts.Close();
            }
            else if (parts.IsOpen && parts.OpenLength < LongPart && !(kind == DocumentPartKind.Paragraph && IsFirstLine(lines.Line)))
            {
                parts.Extend(lines.End);
            }
            else
            {
                parts.Open(kind, lines.Start, lines.End);
            }
        }

        parts.Close();
        return parts.Parts;
    }

    // Chinese and Japanese paragraphs begin with full-width spaces.
    private static bool IsFirstLine(ReadOnlySpan<char> line) => line[0] is '\u3000' or '\t';
}
