namespace QwenWebChat.Documents.Extraction;

/// <summary>The kinds of parts of a document.</summary>
public enum DocumentPartKind
{
    /// <summary>A paragraph of running text.</summary>
    Paragraph,

    /// <summary>A heading; <see cref="DocumentPart.Level"/> is its level.</summary>
    Heading,

    /// <summary>An item of a list, with its bullet or number.</summary>
    ListItem,

    /// <summary>A row of a table with its cells joined by <c> | </c>, or a row of a CSV file as written.</summary>
    TableRow,

    /// <summary>Code, in which line ends and indentation matter.</summary>
    Code,

    /// <summary>A footnote, or the speaker's notes of a slide.</summary>
    Note,
}
