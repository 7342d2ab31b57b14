using System.Text.RegularExpressions;

namespace QwenWebChat.Documents.Extraction.Plain;

/// <summary>Finds headings, lists, tables and code of Markdown by its lines alone, in one pass: the work of a parser can be quadratic in the length of a line.</summary>
internal static partial class MarkdownParts
{
    private const int MaxMarkLength = 1_000;

    public static List<DocumentPart> Scan(string text)
    {
        PartList parts = new(text);
        TextLines lines = new(text);
        string? fence = null;
        while (lines.MoveNext())
        {
            ReadOnlySpan<char> line = lines.Line;
            if (fence is not null)
            {
                parts.Extend(lines.End);
                if (IsFenceEnd(line, fence))
                {
                    parts.Close();
                    fence = null;
                }
            }
            else if (FenceOf(line, lines.Start) is { } opened)
            {
                fence = opened;
                parts.Open(DocumentPartKind.Code, lines.Start, lines.End);
            }
            else
            {
                AddLine(parts, line, lines.Start, lines.End);
            }
        }

        parts.Close();
        return parts.Parts;
    }

    private static void AddLine(PartList parts, ReadOnlySpan<char> line, int start, int end)
    {
        ReadOnlySpan<char> trimmed = line.Trim();
        if (trimmed.IsEmpty)
        {
            parts.Close();
        }
        else if (line.Length < MaxMarkLength && HeadingLevel(line) is > 0 and var level)
        {
            parts.Open(DocumentPartKind.Heading, start, end, level);
            parts.Close();
        }
        else if (parts is { IsOpen: true, Kind: DocumentPartKind.Paragraph } && Underline(trimmed) is > 0 and var underlined)
        {
            parts.Extend(end);
            parts.Turn(DocumentPartKind.Heading, underlined);
            parts.Close();
        }
        else if (trimmed[0] == '|')
        {
            parts.Open(DocumentPartKind.TableRow, start, end);
        }
        else if (line.Length < MaxMarkLength ? ItemMark().IsMatch(line) : ItemMark().IsMatch(line[..MaxMarkLength]))
        {
            int indent = line.Length - line.TrimStart().Length;
            parts.Open(DocumentPartKind.ListItem, start, end, 1 + (indent / 2));
        }
        else if (parts.IsOpen && parts.Kind is DocumentPartKind.Paragraph or DocumentPartKind.ListItem)
        {
            parts.Extend(end);
        }
        else
        {
            parts.Open(DocumentPartKind.Paragraph, start, end);
        }
    }

    // Three or more backticks or tildes; the dashes of front matter in the first line.
    private static string? FenceOf(ReadOnlySpan<char> line, int start)
    {
        if (start == 0 && line.TrimEnd() is "---")
        {
            return "---";
        }

        ReadOnlySpan<char> trimmed = line.TrimStart();
        if (trimmed.Length < 3 || trimmed[0] is not ('`' or '~'))
        {
            return null;
        }

        int length = trimmed.IndexOfAnyExcept(trimmed[0]) is var end && end < 0 ? trimmed.Length : end;
        // Backticks that close in the same line are code within a sentence.
        return length < 3 || (trimmed[0] == '`' && trimmed[length..].Contains('`')) ? null : trimmed[..length].ToString();
    }

    private static bool IsFenceEnd(ReadOnlySpan<char> line, string fence)
    {
        ReadOnlySpan<char> trimmed = line.Trim();
        return trimmed.StartsWith(fence) && trimmed.IndexOfAnyExcept(fence[0]) < 0;
    }

    private static int HeadingLevel(ReadOnlySpan<char> line)
    {
        ReadOnlySpan<char> trimmed = line.TrimStart();
        int level = trimmed.IndexOfAnyExcept('#');
        return line.Length - trimmed.Length < 4 && level is >= 1 and <= 6 && trimmed[level] is ' ' or '\t' ? level : 0;
    }

    private static int Underline(ReadOnlySpan<char> trimmed) =>
        trimmed.IndexOfAnyExcept('=') < 0 ? 1 : trimmed.Length > 1 && trimmed.IndexOfAnyExcept('-') < 0 ? 2 : 0;

    [GeneratedRegex(@"^\s{0,40}([-*+]|[0-9]{1,9}[.)])\s")]
    private static partial Regex ItemMark();
}
