namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>The kinds of sequences of paragraphs.</summary>
internal enum RtfStoryKind
{
    /// <summary>The body of the document.</summary>
    Body,

    /// <summary>A footnote or endnote.</summary>
    Note,

    /// <summary>A comment.</summary>
    Comment,

    /// <summary>A header, which is added before the document once.</summary>
    Header,

    /// <summary>A footer, which is added after the document once.</summary>
    Footer,

    /// <summary>A text box.</summary>
    TextBox,
}
