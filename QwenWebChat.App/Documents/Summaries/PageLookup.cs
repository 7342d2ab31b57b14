using QwenWebChat.App.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>On which page a position of a document's text lies.</summary>
internal static class PageLookup
{
    /// <summary>The number of the last page that starts at or before it; null where the format has no pages.</summary>
    public static int? PageAt(this DocumentText document, int position)
    {
        (int low, int high) = (0, document.Pages.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = document.Pages[middle].Start <= position ? (middle + 1, high) : (low, middle);
        }

        return document.Pages.Count == 0 ? null : document.Pages[Math.Max(0, low - 1)].Number;
    }

    /// <summary>What that page is called; null where it has no name.</summary>
    public static string? PageLabelAt(this DocumentText document, int position) =>
        document.PageAt(position) is { } number ? document.Pages.First(page => page.Number == number).Label : null;
}
