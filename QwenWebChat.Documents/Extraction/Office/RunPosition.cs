namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>The vertical position of a run of text.</summary>
internal enum RunPosition
{
    /// <summary>Text on the baseline.</summary>
    Baseline,

    /// <summary>Raised, smaller text.</summary>
    Superscript,

    /// <summary>Lowered, smaller text.</summary>
    Subscript,
}
