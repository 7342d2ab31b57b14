namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>What a field of a form holds.</summary>
internal enum PdfFieldKind
{
    /// <summary>A text.</summary>
    Text,

    /// <summary>One or more items of a list.</summary>
    Choice,

    /// <summary>A box that is ticked or not.</summary>
    CheckBox,

    /// <summary>A round box, of which one in a group is ticked.</summary>
    RadioButton,

    /// <summary>A button that does something, and holds nothing.</summary>
    PushButton,

    /// <summary>A digital signature.</summary>
    Signature,
}
