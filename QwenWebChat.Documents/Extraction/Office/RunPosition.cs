namespace QwenWebChat.Documents.Extraction.Office;

/// <summary>The place of a run of text on its line.</summary>
internal enum RunPosition
{
    /// <summary>The text stands on the line.</summary>
    Baseline,

    /// <summary>Raised and smaller.</summary>
    Superscript,

    /// <summary>Lowered and smaller.</summary>
    Subscript,
}
