namespace QwenWebChat.Documents.Extraction.OpenDocument;

/// <summary>Properties of a style that matter to the text; null where the style leaves one to its parent.</summary>
internal sealed record OdfStyle(string? Parent)
{
    /// <summary>Text, a sheet or a slide that is not shown.</summary>
    public bool? IsHidden { get; set; }

    public bool? BreaksBefore { get; set; }

    public bool? BreaksAfter { get; set; }

    /// <summary>The sign for text that is raised or lowered; empty for text on the line.</summary>
    public string? Position { get; set; }

    /// <summary>Empty takes a paragraph out of its parent's list.</summary>
    public string? ListStyle { get; set; }
}
