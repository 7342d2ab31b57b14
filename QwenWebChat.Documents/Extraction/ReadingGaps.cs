using System.Globalization;

namespace QwenWebChat.Documents.Extraction;

/// <summary>The parts of a document that its text omits or that could not be read, counted over all pages.</summary>
/// <param name="PagesRead">The number of pages with text; 0 if the format has no pages.</param>
/// <param name="PageCount">The number of all pages.</param>
/// <param name="Counts">The number of missing pieces by kind; never 0.</param>
public sealed record ReadingGaps(int PagesRead, int PageCount, IReadOnlyList<(ReadingProblemKind Kind, int Count)> Counts)
{
    // The other kinds describe the origin of the text, and nothing is missing. A model need not know of omitted repetitions.
    private static readonly (ReadingProblemKind Kind, string? ForModel)[] Missing =
    [
        (ReadingProblemKind.PageWithoutText, "pages without text, most likely scanned: {0}"),
        (ReadingProblemKind.PageUnreadable, "pages that could not be read: {0}"),
        (ReadingProblemKind.PicturesSkipped, "pictures, charts or other objects: {0}"),
        (ReadingProblemKind.HiddenPageLeftOut, "hidden pages or sheets: {0}"),
        (ReadingProblemKind.HiddenTextLeftOut, "pieces of hidden text: {0}"),
        (ReadingProblemKind.HiddenCellsLeftOut, "hidden rows and columns: {0}"),
        (ReadingProblemKind.DeletedTextLeftOut, "pieces of text deleted under tracked changes: {0}"),
        (ReadingProblemKind.RunningLinesLeftOut, null),
        (ReadingProblemKind.PartUnreadable, "parts that are missing or broken: {0}"),
        (ReadingProblemKind.FormulasWithoutValue, "formulas without a stored result: {0}"),
        (ReadingProblemKind.CharactersUnreadable, "characters that could not be read: {0}"),
        (ReadingProblemKind.AttachedFilesLeftOut, "attached files: {0}"),
    ];

    /// <summary>True if the text, or much of it, most likely differs from what the document shows.</summary>
    public bool IsDoubtful { get; init; }

    public bool IsEmpty => Counts.Count == 0 && !IsDoubtful;

    /// <summary>The number of pages without any text.</summary>
    public int PagesUnread => Counts.Where(entry => entry.Kind is ReadingProblemKind.PageWithoutText or ReadingProblemKind.PageUnreadable).Sum(entry => entry.Count);

    public static ReadingGaps Of(DocumentText document)
    {
        Dictionary<ReadingProblemKind, int> counts = [];
        foreach (ReadingProblem problem in document.Problems)
        {
            counts[problem.Kind] = (int)Math.Min(int.MaxValue, (long)counts.GetValueOrDefault(problem.Kind) + Math.Max(1, problem.Count));
        }

        return new ReadingGaps(
            document.Pages.Count(page => page.Length > 0), document.Pages.Count,
            [.. Missing.Where(missing => counts.ContainsKey(missing.Kind)).Select(missing => (missing.Kind, counts[missing.Kind]))])
        {
            IsDoubtful = counts.ContainsKey(ReadingProblemKind.TextDoubtful),
        };
    }

    /// <summary>Returns a few English sentences for a model that reads the text; null if only repetitions are missing.</summary>
    public string? ForModel()
    {
        string[] missing = [.. Missing.Where(of => of.ForModel is not null)
            .Join(Counts, of => of.Kind, entry => entry.Kind, (of, entry) => string.Format(CultureInfo.InvariantCulture, of.ForModel!, entry.Count))];
        if (missing.Length == 0 && !IsDoubtful)
        {
            return null;
        }

        string pages = PagesUnread > 0 && PageCount > 0 ? string.Create(CultureInfo.InvariantCulture, $"the text of {PagesRead} of {PageCount} pages is here; ") : "";
        return (missing.Length > 0 ? $"What the file holds is not all in this text: {pages}missing are {string.Join("; ", missing)}. " : "")
            + (IsDoubtful ? "Much of this text may be garbled, because its letters or its encoding could not be made out. " : "")
            + "Do not guess what is missing, and say so where it matters.";
    }
}
