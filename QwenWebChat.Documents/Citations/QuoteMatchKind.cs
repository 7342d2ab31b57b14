namespace QwenWebChat.Documents.Citations;

/// <summary>How well a quotation agrees with what was found.</summary>
public enum QuoteMatchKind
{
    /// <summary>Letter by letter.</summary>
    Exact,

    /// <summary>But for case, spacing, hyphenation, quotation marks, dashes, forms of characters, and what an ellipsis leaves out.</summary>
    Normalised,

    /// <summary>But for a few letters: at most a tenth.</summary>
    Close,
}
