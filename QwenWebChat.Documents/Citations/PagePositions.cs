using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Documents.Citations;

/// <summary>Finds the page of a position in a document's text.</summary>
public static class PagePositions
{
    /// <summary>Returns the last page with text that starts at or before the position; null if there is none.</summary>
    public static DocumentPage? PageAt(this DocumentText document, int position)
    {
        IReadOnlyList<DocumentPage> pages = document.Pages;
        (int low, int high) = (0, pages.Count);
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = pages[middle].Start <= position ? (middle + 1, high) : (low, middle);
        }

        while (low > 0 && pages[low - 1].Length == 0)
        {
            low--;
        }

        return low > 0 ? pages[low - 1] : null;
    }
}
