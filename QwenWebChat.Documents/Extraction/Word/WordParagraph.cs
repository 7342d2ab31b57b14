using System.Text;
using QwenWebChat.Documents.Extraction.Office;

namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>A paragraph while it is read.</summary>
internal sealed class WordParagraph
{
    public MarkedText Marked { get; } = new();

    public StringBuilder Text => Marked.Text;

    public string? StyleId { get; set; }

    /// <summary>The outline level: 0 to 8 for headings, 9 for body text; null if the style decides.</summary>
    public int? OutlineLevel { get; set; }

    /// <summary>The id of the paragraph's list; 0 removes it from its style's list.</summary>
    public int? ListId { get; set; }

    public int? ListLevel { get; set; }

    /// <summary>True if a page begins before the paragraph; null if the style decides.</summary>
    public bool? BreaksPageBefore { get; set; }

    public bool EndsSection { get; set; }

    /// <summary>True if the text has a background of its own.</summary>
    public bool IsShaded { get; set; }

    /// <summary>True if the next paragraph continues this one and sets its properties: its end is a tracked deletion, or it is a drop cap.</summary>
    public bool GoesOn { get; set; }

    /// <summary>The start in the text and the commented words of each comment, by id.</summary>
    public Dictionary<string, (int Start, string? Words)> Comments { get; } = [];

    /// <summary>Footnotes, comments, text boxes and charts that follow the paragraph.</summary>
    public List<TextBlock> Following { get; } = [];

    /// <summary>Resets the properties of a paragraph that the next one continues.</summary>
    public void Restart()
    {
        (StyleId, OutlineLevel, ListId, ListLevel) = (null, null, null, null);
        (IsShaded, GoesOn) = (false, false);
    }
}
