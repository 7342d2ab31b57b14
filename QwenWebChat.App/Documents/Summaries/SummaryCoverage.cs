using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>The part of a document that the leaves of a summary have read, measured by the document's own parts.</summary>
/// <param name="PartsRead">The number of paragraphs, headings, rows and other parts that were read completely.</param>
/// <param name="PagesRead">The number of pages with text that were read completely; 0 if the format has no pages.</param>
/// <param name="PageCount">The number of pages with text.</param>
/// <param name="CharactersRead">The number of characters read in the parts, without the line ends between them.</param>
/// <param name="LeftOut">The missing ranges, in the order of the document.</param>
public sealed record SummaryCoverage(
    int PartsRead, int PartCount, int PagesRead, int PageCount, int CharactersRead, int CharacterCount, IReadOnlyList<UnreadRange> LeftOut)
{
    /// <summary>The parts of the file that its text already lacks.</summary>
    public required ReadingGaps Gaps { get; init; }

    /// <summary>True if the whole text was read.</summary>
    public bool IsTextComplete => LeftOut.Count == 0;

    /// <summary>True if nothing is missing, neither of the text nor of the file.</summary>
    public bool IsComplete => IsTextComplete && Gaps.IsEmpty;

    /// <param name="read">The ranges of the text that were read, in any order.</param>
    internal static SummaryCoverage Of(DocumentText document, IEnumerable<(int Start, int Length)> read)
    {
        List<(int Start, int End)> stretches = Joined(read);
        List<UnreadRange> missing = [];
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

    // Neighbouring missing parts are joined to one range: only line ends are between them.
    private static void Add(List<UnreadRange> missing, DocumentText document, int start, int end)
    {
        if (missing.Count > 0 && string.IsNullOrWhiteSpace(document.Text[missing[^1].End..start]))
        {
            start = missing[^1].Start;
            missing.RemoveAt(missing.Count - 1);
        }

        missing.Add(new UnreadRange(start, end - start, document.PageAt(start)?.Number, document.PageAt(end - 1)?.Number));
    }
}
