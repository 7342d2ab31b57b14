namespace QwenWebChat.Documents.Citations;

/// <summary>The degree to which a quotation agrees with its document.</summary>
public enum CitationKind
{
    /// <summary>The document holds the quotation letter by letter.</summary>
    Exact,

    /// <summary>
    /// The document holds the quotation except for case, spacing, hyphenation, quotation marks, dashes, forms of characters, and
    /// what an ellipsis leaves out.
    /// </summary>
    Normalised,

    /// <summary>The document holds something similar: a tenth of the letters differ at most, or a number is cut.</summary>
    Close,

    /// <summary>The document holds nothing like it.</summary>
    NotFound,
}
