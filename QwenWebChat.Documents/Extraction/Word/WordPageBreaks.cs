namespace QwenWebChat.Documents.Extraction.Word;

/// <summary>The page breaks of a document that are counted. Word stores a manual break a second time as a rendered one.</summary>
internal enum WordPageBreaks
{
    /// <summary>The document has none, so nothing is known about its pages.</summary>
    None,

    /// <summary>The manual page breaks count.</summary>
    Written,

    /// <summary>The page breaks of Word's last rendering count.</summary>
    Rendered,
}
