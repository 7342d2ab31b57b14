namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>The kinds of tokens in RTF.</summary>
internal enum RtfTokenKind
{
    /// <summary>The beginning of a group.</summary>
    GroupStart,

    /// <summary>The end of a group.</summary>
    GroupEnd,

    /// <summary>A word behind a backslash, or a sign.</summary>
    Control,

    /// <summary>A byte of text, as it stands or in hexadecimal digits.</summary>
    Byte,
}
