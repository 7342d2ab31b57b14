namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>The kinds of tokens in RTF.</summary>
internal enum RtfTokenKind
{
    /// <summary>The beginning of a group.</summary>
    GroupStart,

    /// <summary>The end of a group.</summary>
    GroupEnd,

    /// <summary>A control word or a control symbol.</summary>
    Control,

    /// <summary>A byte of text, literal or in hexadecimal digits.</summary>
    Byte,
}
