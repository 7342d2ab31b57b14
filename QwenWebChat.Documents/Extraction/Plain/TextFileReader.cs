using System.Text;

namespace QwenWebChat.Documents.Extraction.Plain;

/// <summary>Reads text files: the text stays unchanged, and its parts are found.</summary>
internal static class TextFileReader
{
    public static DocumentText Read(ReadingJob job, FileFormat format)
    {
        byte[] bytes = ReadAll(job);
        EncodingGuess guess = EncodingDetector.Detect(bytes, job.Options)
            ?? throw new DocumentReadException(DocumentReadError.Unsupported, "The file is not text, and no kind of document that is read here.");
        string raw = Decode(bytes, guess, job.Options);
        job.CancellationToken.ThrowIfCancellationRequested();
        List<int> breaks = [];
        string text = Clean(raw, breaks);
        if (breaks.Count >= job.Options.MaxPages)
        {
            throw DocumentReadException.TooLarge("pages", job.Options.MaxPages);
        }

        List<DocumentPart> parts = format switch
        {
            FileFormat.Markdown => MarkdownParts.Scan(text),
            FileFormat.Csv => CsvParts.Scan(text),
            FileFormat.Text => PlainParts.Scan(text, DocumentPartKind.Paragraph),
            _ => PlainParts.Scan(text, DocumentPartKind.Code),
        };
        return new DocumentText
        {
            Text = text,
            Format = format,
            Encoding = guess.Encoding.WebName,
            Pages = Pages(text, breaks),
            Parts = breaks.Count == 0 ? parts : Paged(parts, breaks),
            Problems = [.. Problems(guess, raw)],
        };
    }

    public static byte[] ReadAll(ReadingJob job)
    {
        byte[] bytes = new byte[job.Content.Length];
        job.Content.ReadExactly(bytes);
        return bytes;
    }

    public static string Decode(byte[] bytes, EncodingGuess guess, ReadingOptions options)
    {
        ReadOnlySpan<byte> content = bytes.AsSpan(guess.MarkBytes);
        // No encoding here has more than four bytes per character.
        if (content.Length / 4 > options.MaxCharacters || guess.Encoding.GetCharCount(content) > options.MaxCharacters)
        {
            throw DocumentReadException.TooLarge("characters of text", options.MaxCharacters);
        }

        return guess.Encoding.GetString(content);
    }

    /// <param name="raw">The decoded text.</param>
    public static IEnumerable<ReadingProblem> Problems(EncodingGuess guess, string raw)
    {
        if (!guess.IsCertain)
        {
            yield return new ReadingProblem(ReadingProblemKind.EncodingGuessed, Argument: guess.Encoding.WebName);
        }

        // Bytes that are undefined in a single-byte encoding decode to control characters.
        bool isUnicode = guess.Encoding is UTF8Encoding or UnicodeEncoding or UTF32Encoding;
        int lost = isUnicode ? raw.AsSpan().Count('\uFFFD') : raw.Count(character => character is '\uFFFD' or (>= '\u0080' and <= '\u009F' and not '\u0085'));
        if (lost > 0)
        {
            yield return new ReadingProblem(ReadingProblemKind.CharactersUnreadable, Count: lost);
        }

        if (isUnicode ? TextPlausibility.IsEncodedTwice(raw) : TextPlausibility.IsDoubtful(raw))
        {
            yield return new ReadingProblem(ReadingProblemKind.TextDoubtful);
        }
    }

    private static string Clean(string raw, List<int> breaks)
    {
        if (!raw.Contains(TextCleaning.PageBreak, StringComparison.Ordinal))
        {
            return TextCleaning.Clean(raw);
        }

        StringBuilder target = new(raw.Length);
        TextCleaning.Append(raw, target, breaks);
        return target.ToString();
    }

    // Printed reports and RFCs mark their pages with form feeds; a form feed at the very end starts no page.
    private static List<DocumentPage> Pages(string text, List<int> breaks)
    {
        List<DocumentPage> pages = [];
        int textEnd = text.AsSpan().TrimEnd().Length;
        breaks.RemoveAll(at => at >= textEnd);
        for (int index = 0; breaks.Count > 0 && index <= breaks.Count; index++)
        {
            int start = index == 0 ? 0 : breaks[index - 1];
            int end = index == breaks.Count ? text.Length : breaks[index];
            pages.Add(new DocumentPage(index + 1, null, start, text.AsSpan(start, end - start).TrimEnd().Length));
        }

        return pages;
    }

    private static DocumentPart[] Paged(List<DocumentPart> parts, List<int> breaks)
    {
        int page = 0;
        return [.. parts.Select(part =>
        {
            while (page < breaks.Count && breaks[page] <= part.Start)
            {
                page++;
            }

            return part with { Page = page + 1 };
        })];
    }
}
