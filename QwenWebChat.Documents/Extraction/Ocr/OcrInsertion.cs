using System.Text;

namespace QwenWebChat.Documents.Extraction.Ocr;

/// <summary>Inserts recognized pages into a finished text, and adjusts the positions.</summary>
internal sealed class OcrInsertion(DocumentText document, ReadingOptions options)
{
    private const string Separator = "\n\n";

    private readonly StringBuilder _text = new(document.Text);
    private readonly List<DocumentPart> _parts = [.. document.Parts];
    private readonly List<DocumentPage> _pages = [.. document.Pages];

    /// <summary>The inserted pages by number.</summary>
    public Dictionary<int, OcrPage> Inserted { get; } = [];

    public DocumentText Insert(IEnumerable<OcrPage> pages)
    {
        // From the last page to the first, so that the positions of the remaining pages stay valid.
        foreach (OcrPage page in pages.OrderByDescending(page => page.Number))
        {
            Insert(page);
            if (_text.Length > options.MaxCharacters)
            {
                throw DocumentReadException.TooLarge("characters of text", options.MaxCharacters);
            }
        }

        return document with { Text = _text.ToString(), Parts = _parts, Pages = _pages };
    }

    // After the page's own text, such as a stamp or a page number, or at the position of an empty page. A paragraph that
    // continues on the next page follows it; a paragraph that continues from the previous page leaves no room.
    private void Insert(OcrPage recognised)
    {
        int pageIndex = _pages.FindIndex(page => page.Number == recognised.Number);
        DocumentPage page = _pages[pageIndex];
        int partIndex = _parts.FindIndex(part => part.End > page.End);
        partIndex = partIndex < 0 ? _parts.Count : partIndex;
        bool goesOn = partIndex < _parts.Count && _parts[partIndex].Start < page.End;
        if (goesOn && _parts[partIndex].Start < page.Start)
        {
            return;
        }

        int at = partIndex == 0 ? 0 : _parts[partIndex - 1].End;
        string before = partIndex == 0 ? "" : Separator;
        string after = partIndex == 0 && _parts.Count > 0 ? Separator : "";
        string text = string.Join(Separator, recognised.Paragraphs);
        int length = before.Length + text.Length + after.Length;
        int start = at + before.Length;
        _text.Insert(at, before + text + after);
        Move(partIndex, pageIndex + 1, length);
        _parts.InsertRange(partIndex, Parts(recognised, start));
        int pageStart = page.Length == 0 ? start : Math.Min(page.Start, start);
        int pageEnd = goesOn ? page.End + length : start + text.Length;
        _pages[pageIndex] = page with { Start = pageStart, Length = pageEnd - pageStart };
        Inserted[page.Number] = recognised;
    }

    private void Move(int firstPart, int firstPage, int length)
    {
        for (int index = firstPart; index < _parts.Count; index++)
        {
            _parts[index] = _parts[index] with { Start = _parts[index].Start + length };
        }

        for (int index = firstPage; index < _pages.Count; index++)
        {
            _pages[index] = _pages[index] with { Start = _pages[index].Start + length };
        }
    }

    private static IEnumerable<DocumentPart> Parts(OcrPage page, int start)
    {
        foreach (string paragraph in page.Paragraphs)
        {
            yield return new DocumentPart(start, paragraph.Length, DocumentPartKind.Paragraph, 0, page.Number);
            start += paragraph.Length + Separator.Length;
        }
    }
}
