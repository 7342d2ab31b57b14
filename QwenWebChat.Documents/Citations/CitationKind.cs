namespace QwenWebChat.Documents.Citations;

/// <summary>The degree to which a quotation agrees with its document.</summary>
public enum CitationKind
{
    /// <summary>The document contains the quotation letter by letter.</summary>
    Exact,

    /// <summary>
    /// The document contains the quotation except for case, spacing, hyphenation, quotation marks, dashes, variants of characters,
    /// and the words that an ellipsis replaces.
    /// </summary>
    Normalised,

    /// <summary>The document contains a similar text: at most a tenth of the letters differ, or a number is cut.</summary>
    Close,

    /// <summary>The document contains no similar text.</summary>
    NotFound,
}
