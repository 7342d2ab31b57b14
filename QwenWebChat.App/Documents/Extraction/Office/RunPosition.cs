namespace QwenWebChat.App.Documents.Extraction.Office;

/// <summary>Where a run of text stands on its line.</summary>
internal enum RunPosition
{
    /// <summary>On the line.</summary>
    Baseline,

    /// <summary>Raised and smaller.</summary>
    Superscript,

    /// <summary>Lowered and smaller.</summary>
    Subscript,
}
