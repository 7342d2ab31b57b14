namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>The places to which a run of paragraphs may belong.</summary>
internal enum RtfStoryKind
{
    /// <summary>The document itself.</summary>
    Body,

    /// <summary>A footnote or endnote.</summary>
    Note,

    /// <summary>A comment.</summary>
    Comment,

    /// <summary>A header, which stands before the document once.</summary>
    Header,

    /// <summary>A footer, which stands behind the document once.</summary>
    Footer,

    /// <summary>A text box.</summary>
    TextBox,
}
