using QwenWebChat.Documents.Extraction.Office;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>The state that the parts of a document share while they are read: body, notes, comments, headers and footers.</summary>
internal sealed class WordContext(WordStyles styles, WordLists lists, OfficeGraphics graphics)
{
    public WordStyles Styles { get; } = styles;

    public WordLists Lists { get; } = lists;

    public OfficeGraphics Graphics { get; } = graphics;

    public WordNotes Footnotes { get; set; } = new();

    public WordNotes Endnotes { get; set; } = new();

    public WordNotes Comments { get; set; } = new();

    /// <summary>True if the pages are not white.</summary>
    public bool HasBackground { get; set; }

    public int PictureCount { get; set; }

    public int HiddenCount { get; set; }

    public int DeletedCount { get; set; }

    /// <summary>The number of unknown characters of symbol fonts.</summary>
    public int UnknownSignCount { get; set; }
}
