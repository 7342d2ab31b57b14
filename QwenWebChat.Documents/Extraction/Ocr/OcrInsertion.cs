using System.Text;

namespace QwenWebChat.Documents.Extraction.Ocr;

/// <summary>Puts recognised pages into a text that is otherwise finished, and keeps the positions true.</summary>
internal sealed class OcrInsertion(DocumentText document, ReadingOptions options)
{
    private const string Separator = "\n\n";

    private readonly StringBuilder _text = new(document.Text);
    private readonly List<DocumentPart> _parts = [.. document.Parts];
    private readonly List<DocumentPage> _pages = [.. document.Pages];

    /// <summary>The pages that are in the text, by their numbers.</summary>
    public Dictionary<int, OcrPage> Inserted { get; } = [];

    public DocumentText Insert(IEnumerable<OcrPage> pages)
    {
        // Backwards, so that what is still to come lies where the document says.
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

    // Behind what the page says as text, such as a stamp or its number, or in the gap that an empty page is. A paragraph
    // that goes on to the next page comes after it, and one that has come from the page before leaves no room.
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
