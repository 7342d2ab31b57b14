namespace QwenWebChat.Documents.Extraction.Pdf;

/// <summary>The kinds of form fields.</summary>
internal enum PdfFieldKind
{
    /// <summary>A text field.</summary>
    Text,

    /// <summary>A list with one or more selected items.</summary>
    Choice,

    /// <summary>A check box.</summary>
    CheckBox,

    /// <summary>A radio button, of which one in a group is selected.</summary>
    RadioButton,

    /// <summary>A push button, which has no value.</summary>
    PushButton,

    /// <summary>A digital signature.</summary>
    Signature,
}
