using System.Buffers;

namespace QwenWebChat.Documents.Extraction.Plain;

/// <summary>Splits a CSV file into its rows, unchanged; a quoted field may contain line ends. The delimiter is detected, and only decides where a field, and with it a quotation, may begin.</summary>
internal static class CsvParts
{
    // A longer quotation is a stray quotation mark.
    private const int MaxQuotationLength = 64 << 10;
    private const int SampleRows = 50;
    private const int SampleLength = 64 << 10;

    // The usual ones first: of two that split all rows equally well, the earlier one is used.
    private static readonly char[] Delimiters = [',', ';', '\t', '|', '~', '^', ':', '#', '\u00A6', '*', '!', '$', '%', '&', '@', '/', ' '];

    public static List<DocumentPart> Scan(string text)
    {
        SearchValues<char> stops = Stops(Delimiter(text));
        List<DocumentPart> parts = [];
        for (int start = 0; start < text.Length;)
        {
            int end = RowEnd(text, start, stops, out _);
            int length = text.AsSpan(start, end - start).TrimEnd().Length;
            if (length > 0)
            {
                parts.Add(new DocumentPart(start, length, DocumentPartKind.TableRow));
            }

            start = end + 1;
        }

        return parts;
    }

    private static int RowEnd(string text, int start, SearchValues<char> stops, out int delimiterCount)
    {
        delimiterCount = 0;
        int fieldStart = start;
        for (int index = start; index < text.Length;)
        {
            int next = text.AsSpan(index).IndexOfAny(stops);
            if (next < 0)
            {
                break;
            }

            index += next;
            if (text[index] == '\n')
            {
                return index;
            }

            bool isQuote = text[index] == '"';
            delimiterCount += isQuote ? 0 : 1;
            index = isQuote && index == fieldStart ? QuotationEnd(text, index) : index + 1;
            fieldStart = isQuote ? fieldStart : index;
        }

        return text.Length;
    }

    // Two quotation marks stand for one; the closing one is followed by the end of the field.
    private static int QuotationEnd(string text, int open)
    {
        int limit = Math.Min(text.Length, open + MaxQuotationLength);
        for (int index = open + 1; index < limit; index++)
        {
            int next = text.AsSpan(index, limit - index).IndexOf('"');
            if (next < 0)
            {
                break;
            }

            index += next;
            if (index + 1 == text.Length || text[index + 1] != '"')
            {
                return index + 1;
            }

            index++;
        }

        return open + 1;
    }

    private static SearchValues<char> Stops(char delimiter) => SearchValues.Create('\n', '"', delimiter);

    // The delimiter that splits most of the first rows into equally many fields; line ends and delimiters within quotations do not count.
    private static char Delimiter(string text)
    {
        string sample = text[..Math.Min(text.Length, SampleLength)];
        return Delimiters.MaxBy(delimiter => EqualRows(sample, Stops(delimiter)));
    }

    private static double EqualRows(string sample, SearchValues<char> stops)
    {
        List<int> counts = [];
        for (int start = 0; start < sample.Length && counts.Count < SampleRows;)
        {
            int end = RowEnd(sample, start, stops, out int count);
            counts.AddRange(end > start ? [count] : []);
            start = end + 1;
        }

        return counts.Where(count => count > 0).GroupBy(count => count).Select(group => (double)group.Count() / counts.Count).DefaultIfEmpty(0).Max();
    }
}
