namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>The uses of a group's text.</summary>
internal enum RtfDestination
{
    /// <summary>Text of the document.</summary>
    Text,

    /// <summary>Nothing that is read.</summary>
    Skipped,

    /// <summary>Nothing in itself; groups within may hold text.</summary>
    Container,

    /// <summary>The list of fonts.</summary>
    Fonts,

    /// <summary>The list of styles.</summary>
    Styles,

    /// <summary>The document's title.</summary>
    Title,

    /// <summary>The mark of an item of a list.</summary>
    ListMark,
}
