using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Components.Documents;

/// <summary>One page of a document, or a similar amount of text if the document has no pages.</summary>
/// <param name="Page">The page; null if the format has no pages.</param>
internal sealed record SourceSheet(DocumentPage? Page, IReadOnlyList<DocumentPart> Parts)
{
    private const int Characters = 3000;

    public int Start => Page?.Start ?? (Parts.Count > 0 ? Parts[0].Start : 0);

    /// <summary>Splits a text into sheets. A part that spans several pages belongs to the page where it begins.</summary>
    public static IReadOnlyList<SourceSheet> Of(DocumentText document)
    {
        List<SourceSheet> sheets = [];
        int next = 0;
        if (document.Pages.Count == 0)
        {
            while (next < document.Parts.Count)
            {
                int end = document.Parts[next].Start + Characters;
                sheets.Add(new SourceSheet(null, Take(document, ref next, end)));
            }

            return sheets;
        }

        for (int i = 0; i < document.Pages.Count; i++)
        {
            int end = i + 1 < document.Pages.Count ? document.Pages[i + 1].Start : int.MaxValue;
            sheets.Add(new SourceSheet(document.Pages[i], Take(document, ref next, end)));
        }

        return sheets;
    }

    private static List<DocumentPart> Take(DocumentText document, ref int next, int end)
    {
        List<DocumentPart> parts = [];
        while (next < document.Parts.Count && document.Parts[next].Start < end)
        {
            parts.Add(document.Parts[next++]);
        }

        return parts;
    }
}
