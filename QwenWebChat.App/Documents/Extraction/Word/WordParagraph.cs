using System.Text;

namespace QwenWebChat.App.Documents.Extraction.Word;

/// <summary>A paragraph while it is read.</summary>
internal sealed class WordParagraph
{
    public StringBuilder Text { get; } = new();

    public string? StyleId { get; set; }

    /// <summary>0 to 8 for headings, 9 for body text; null if the paragraph leaves it to its style.</summary>
    public int? OutlineLevel { get; set; }

    /// <summary>The list that the paragraph says it is in; 0 takes it out of its style's.</summary>
    public int? ListId { get; set; }

    public int? ListLevel { get; set; }

    /// <summary>Null if the paragraph leaves it to its style.</summary>
    public bool? BreaksPageBefore { get; set; }

    public bool EndsSection { get; set; }

    /// <summary>Footnotes and text boxes, which follow the paragraph.</summary>
    public List<WordBlock> Following { get; } = [];
}
