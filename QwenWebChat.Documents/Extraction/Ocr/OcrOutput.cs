using System.Globalization;
using System.Text;
using QwenWebChat.Documents.Extraction.Pdf;

namespace QwenWebChat.Documents.Extraction.Ocr;

/// <summary>Reads tesseract's tables: one row for each word, with its block, paragraph, line and confidence.</summary>
internal static class OcrOutput
{
    private const int ColumnCount = 12;
    private const string Word = "5";

    /// <param name="tables">The page in several languages. Each line is taken from the language with the highest confidence.</param>
    /// <returns>The page; null if it has no words.</returns>
    public static OcrPage? Read(IEnumerable<string> tables, int number)
    {
        OcrLine[] lines = [.. tables.SelectMany(ReadLines).GroupBy(line => line.Place).Select(same => same.MaxBy(line => line.Confidence)!).OrderBy(line => line.Place)];
        List<string> paragraphs = [];
        foreach (IGrouping<(int, int), OcrLine> paragraph in lines.GroupBy(line => (line.Place.Block, line.Place.Paragraph)))
        {
            string text = TextCleaning.Clean(Join(paragraph)).Trim();
            // Lines and dots of a picture are recognized as punctuation.
            if (text.Any(char.IsLetterOrDigit))
            {
                paragraphs.Add(text);
            }
        }

        return paragraphs.Count == 0 ? null : new OcrPage(number, paragraphs, (int)Math.Round(lines.Sum(line => line.Total) / lines.Sum(line => line.Words.Count)));
    }

    private static IEnumerable<OcrLine> ReadLines(string table)
    {
        OcrLine? line = null;
        foreach (string row in table.Split('\n'))
        {
            string[] columns = row.Split('\t', ColumnCount);
            if (columns.Length < ColumnCount || columns[0] != Word || string.IsNullOrWhiteSpace(columns[11]))
            {
                continue;
            }

            (int, int, int) place = (Number(columns[2]), Number(columns[3]), Number(columns[4]));
            if (line is null || line.Place != place)
            {
                if (line is not null)
                {
                    yield return line;
                }

                line = new OcrLine(place);
            }

            line.Words.Add(columns[11].Trim());
            line.Total += double.TryParse(columns[10], NumberStyles.Float, CultureInfo.InvariantCulture, out double percent) ? Math.Clamp(percent, 0, 100) : 0;
        }

        if (line is not null)
        {
            yield return line;
        }
    }

    private static string Join(IEnumerable<OcrLine> lines)
    {
        StringBuilder text = new();
        foreach (OcrLine line in lines)
        {
            bool isNewLine = true;
            foreach (string word in line.Words)
            {
                Append(text, word, isNewLine);
                isNewLine = false;
            }
        }

        return text.ToString();
    }

    // Joins a word that was hyphenated at the line's end; East Asian words need no space.
    private static void Append(StringBuilder text, string word, bool isNewLine)
    {
        if (text.Length > 0)
        {
            char last = text[^1];
            if (isNewLine && text.Length > 1 && last is '-' or '\u2010' && char.IsLetter(text[^2]) && char.IsLower(word[0]))
            {
                text.Length--;
            }
            else if (!EastAsian.IsWide(last) || !EastAsian.IsWide(word[0]))
            {
                text.Append(' ');
            }
        }

        text.Append(word);
    }

    private static int Number(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
