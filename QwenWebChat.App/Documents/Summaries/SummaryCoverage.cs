using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>How much of a document the leaves of a summary have read, counted against the document's own parts.</summary>
/// <param name="PartsRead">Paragraphs, headings, rows and the like, of which nothing is missing.</param>
/// <param name="PagesRead">Pages with text of which nothing is missing; 0 where the format has none.</param>
/// <param name="PageCount">Pages with text.</param>
/// <param name="CharactersRead">Of the parts; what stands between them is no text.</param>
/// <param name="LeftOut">What is missing, in the order of the document.</param>
public sealed record SummaryCoverage(
    int PartsRead, int PartCount, int PagesRead, int PageCount, int CharactersRead, int CharacterCount, IReadOnlyList<LeftOutStretch> LeftOut)
{
    /// <summary>What is missing in the text itself, since the reading of the file left it out.</summary>
    public required ReadingGaps Gaps { get; init; }

    /// <summary>All of the text was read.</summary>
    public bool IsTextComplete => LeftOut.Count == 0;

    /// <summary>Nothing is left out, neither of the text nor of the file.</summary>
    public bool IsComplete => IsTextComplete && Gaps.IsEmpty;

    /// <param name="read">Stretches of the text that were read, in any order.</param>
    internal static SummaryCoverage Of(DocumentText document, IEnumerable<(int Start, int Length)> read)
    {
        List<(int Start, int End)> stretches = Joined(read);
        List<LeftOutStretch> missing = [];
        (int parts, int characters, int all, int next) = (0, 0, 0, 0);
        foreach (DocumentPart part in document.Parts)
        {
            all += part.Length;
            int at = part.Start;
            while (at < part.End)
            {
                while (next < stretches.Count && stretches[next].End <= at)
                {
                    next++;
                }

                bool isRead = next < stretches.Count && stretches[next].Start <= at;
                int end = Math.Min(part.End, isRead ? stretches[next].End : next < stretches.Count ? stretches[next].Start : part.End);
                characters += isRead ? end - at : 0;
                if (!isRead)
                {
                    Add(missing, document, at, end);
                }

                at = end;
            }

            parts += missing.Count == 0 || missing[^1].End <= part.Start ? 1 : 0;
        }

        List<DocumentPage> pages = [.. document.Pages.Where(page => page.Length > 0)];
        int pagesRead = pages.Count(page => !missing.Exists(stretch => stretch.Start < page.End && page.Start < stretch.End));
        return new SummaryCoverage(parts, document.Parts.Count, pagesRead, pages.Count, characters, all, missing) { Gaps = ReadingGaps.Of(document) };
    }

    private static List<(int Start, int End)> Joined(IEnumerable<(int Start, int Length)> read)
    {
        List<(int Start, int End)> joined = [];
        foreach ((int start, int length) in read.OrderBy(stretch => stretch.Start))
        {
            if (joined.Count > 0 && joined[^1].End >= start)
            {
                joined[^1] = (joined[^1].Start, Math.Max(joined[^1].End, start + length));
            }
            else
            {
                joined.Add((start, start + length));
            }
        }

        return joined;
    }

    // Neighbouring parts that are missing are one stretch: between them stand line ends alone.
    private static void Add(List<LeftOutStretch> missing, DocumentText document, int start, int end)
    {
        if (missing.Count > 0 && string.IsNullOrWhiteSpace(document.Text[missing[^1].End..start]))
        {
            start = missing[^1].Start;
            missing.RemoveAt(missing.Count - 1);
        }

        missing.Add(new LeftOutStretch(start, end - start, document.PageAt(start)?.Number, document.PageAt(end - 1)?.Number));
    }
}
