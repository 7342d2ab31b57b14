using System.Buffers;

namespace QwenWebChat.App.Documents.Extraction.Plain;

/// <summary>Rows of a CSV file, as written; a quoted field may hold line ends. The delimiter only decides where a field, and with it a quotation, may begin.</summary>
internal static class CsvParts
{
    // A quotation that does not end by then is a quotation mark in a careless file.
    private const int LongestQuotation = 64 << 10;
    private const int SampleLines = 20;

    private static readonly char[] Delimiters = [',', ';', '\t', '|'];

    public static List<DocumentPart> Scan(string text)
    {
        SearchValues<char> stops = SearchValues.Create('\n', '"', Delimiter(text));
        List<DocumentPart> parts = [];
        for (int start = 0; start < text.Length;)
        {
            int end = RowEnd(text, start, stops);
            int length = text.AsSpan(start, end - start).TrimEnd().Length;
            if (length > 0)
            {
                parts.Add(new DocumentPart(start, length, DocumentPartKind.TableRow));
            }

            start = end + 1;
        }

        return parts;
    }

    private static int RowEnd(string text, int start, SearchValues<char> stops)
    {
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
            index = isQuote && index == fieldStart ? QuotationEnd(text, index) : index + 1;
            fieldStart = isQuote ? fieldStart : index;
        }

        return text.Length;
    }

    // Two quotation marks are one within; after the closing one comes the end of the field.
    private static int QuotationEnd(string text, int open)
    {
        int limit = Math.Min(text.Length, open + LongestQuotation);
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

    // The one that occurs in most of the first lines equally often.
    private static char Delimiter(string text)
    {
        List<string> lines = [.. text.AsSpan(0, Math.Min(text.Length, 64 << 10)).ToString().Split('\n', SampleLines + 1).Take(SampleLines).Where(line => line.Length > 0)];
        return Delimiters.MaxBy(delimiter => lines.GroupBy(line => line.AsSpan().Count(delimiter)).Where(group => group.Key > 0).Select(group => (group.Count() * 100) + Math.Min(group.Key, 99)).DefaultIfEmpty(0).Max());
    }
}
