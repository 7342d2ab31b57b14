namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>The properties of a style that matter for the text; null if the style leaves one to its parent.</summary>
internal sealed record OdfStyle(string? Parent)
{
    /// <summary>True for text, a sheet or a slide that is hidden.</summary>
    public bool? IsHidden { get; set; }

    public bool? BreaksBefore { get; set; }

    public bool? BreaksAfter { get; set; }

    /// <summary>The sign for superscript or subscript; empty for text on the baseline.</summary>
    public string? Position { get; set; }

    /// <summary>The name of the list style; empty removes a paragraph from its parent's list.</summary>
    public string? ListStyle { get; set; }
}
