using System.Text;
using QwenWebChat.Documents.Extraction.Office;

namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>A paragraph while it is read.</summary>
internal sealed class WordParagraph
{
    public MarkedText Marked { get; } = new();

    public StringBuilder Text => Marked.Text;

    public string? StyleId { get; set; }

    /// <summary>0 to 8 for headings, 9 for body text; null if the paragraph leaves it to its style.</summary>
    public int? OutlineLevel { get; set; }

    /// <summary>The list that the paragraph says it is in; 0 takes it out of its style's.</summary>
    public int? ListId { get; set; }

    public int? ListLevel { get; set; }

    /// <summary>Null if the paragraph leaves it to its style.</summary>
    public bool? BreaksPageBefore { get; set; }

    public bool EndsSection { get; set; }

    /// <summary>True if something other than the page is behind its text.</summary>
    public bool IsShaded { get; set; }

    /// <summary>True if the next paragraph goes on in it and sets its properties: its end was deleted while changes were tracked, or it is a drop cap.</summary>
    public bool GoesOn { get; set; }

    /// <summary>The places in the text where comments begin, and then the words that they are about, by their ids.</summary>
    public Dictionary<string, (int Start, string? Words)> Comments { get; } = [];

    /// <summary>Footnotes, comments, text boxes and charts, which follow the paragraph.</summary>
    public List<OfficeBlock> Following { get; } = [];

    /// <summary>Forgets the properties of a paragraph that the next one goes on in.</summary>
    public void Restart()
    {
        (StyleId, OutlineLevel, ListId, ListLevel) = (null, null, null, null);
        (IsShaded, GoesOn) = (false, false);
    }
}
