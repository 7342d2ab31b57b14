namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>The uses of the text in a group.</summary>
internal enum RtfDestination
{
    /// <summary>The text of the document.</summary>
    Text,

    /// <summary>A group that is not read.</summary>
    Skipped,

    /// <summary>A group without text of its own; groups within it may have text.</summary>
    Container,

    /// <summary>The font table.</summary>
    Fonts,

    /// <summary>The style sheet.</summary>
    Styles,

    /// <summary>The document's title.</summary>
    Title,

    /// <summary>The bullet or number of a list item.</summary>
    ListMark,
}
