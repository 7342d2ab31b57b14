namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>Which of a document's page breaks are counted. Word repeats a break that was written as one that was rendered.</summary>
internal enum WordPageBreaks
{
    /// <summary>The document has none, so nothing is known about its pages.</summary>
    None,

    /// <summary>Those that the author made.</summary>
    Written,

    /// <summary>Those where Word last ended a page.</summary>
    Rendered,
}
