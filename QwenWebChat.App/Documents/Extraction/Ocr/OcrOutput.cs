using System.Globalization;
using System.Text;
using QwenWebChat.App.Documents.Extraction.Pdf;

namespace QwenWebChat.App.Documents.Extraction.Ocr;

/// <summary>Reads the table that tesseract writes: a line for each word, with its block, paragraph, line and confidence.</summary>
internal static class OcrOutput
{
    private const int ColumnCount = 12;
    private const string Word = "5";

    /// <returns>The page; null if nothing on it is a word.</returns>
    public static OcrPage? Read(string table, int number)
    {
        List<string> paragraphs = [];
        StringBuilder text = new();
        string paragraph = "";
        string line = "";
        double confidence = 0;
        int words = 0;
        foreach (string row in table.Split('\n'))
        {
            string[] columns = row.Split('\t', ColumnCount);
            if (columns.Length < ColumnCount || columns[0] != Word || string.IsNullOrWhiteSpace(columns[11]))
            {
                continue;
            }

            string inParagraph = $"{columns[2]}.{columns[3]}";
            if (inParagraph != paragraph)
            {
                Finish(text, paragraphs);
            }

            Append(text, columns[11].Trim(), isNewLine: columns[4] != line);
            (paragraph, line) = (inParagraph, columns[4]);
            confidence += double.TryParse(columns[10], NumberStyles.Float, CultureInfo.InvariantCulture, out double percent) ? Math.Clamp(percent, 0, 100) : 0;
            words++;
        }

        Finish(text, paragraphs);
        return paragraphs.Count == 0 ? null : new OcrPage(number, paragraphs, (int)Math.Round(confidence / words));
    }

    // Lines and dots of a picture are taken for signs.
    private static void Finish(StringBuilder text, List<string> paragraphs)
    {
        string paragraph = TextCleaning.Clean(text.ToString()).Trim();
        text.Clear();
        if (paragraph.Any(char.IsLetterOrDigit))
        {
            paragraphs.Add(paragraph);
        }
    }

    // A word that was broken at the line's end is put together, and East Asian words need no space.
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
}
