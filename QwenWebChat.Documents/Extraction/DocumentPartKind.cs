namespace QwenWebChat.Documents.Extraction;

/// <summary>What a part of a document is.</summary>
public enum DocumentPartKind
{
    /// <summary>A paragraph of running text.</summary>
    Paragraph,

    /// <summary>A heading; <see cref="DocumentPart.Level"/> says which.</summary>
    Heading,

    /// <summary>An item of a list, with its mark.</summary>
    ListItem,

    /// <summary>A row of a table, its cells joined by <c> | </c>, or a row of a CSV file as it was written.</summary>
    TableRow,

    /// <summary>Code, where line ends and indentation count.</summary>
    Code,

    /// <summary>A footnote, or the speaker's notes of a slide.</summary>
    Note,
}
