namespace QwenWebChat.Documents.Extraction;

/// <summary>The formats of files, detected by content first and by name second.</summary>
public enum FileFormat
{
    /// <summary>Any text without another format.</summary>
    Text,

    /// <summary>Markdown; the text stays unchanged.</summary>
    Markdown,

    /// <summary>A web page.</summary>
    Html,

    /// <summary>Rows of comma-, semicolon-, tab- or bar-separated fields.</summary>
    Csv,

    /// <summary>JSON and JSON Lines.</summary>
    Json,

    /// <summary>Source code or a configuration file.</summary>
    Code,

    /// <summary>PDF.</summary>
    Pdf,

    /// <summary>Word.</summary>
    Docx,

    /// <summary>PowerPoint.</summary>
    Pptx,

    /// <summary>Excel.</summary>
    Xlsx,

    /// <summary>EPUB.</summary>
    Epub,

    /// <summary>A text document in the OpenDocument format.</summary>
    Odt,

    /// <summary>A spreadsheet in the OpenDocument format.</summary>
    Ods,

    /// <summary>A presentation in the OpenDocument format.</summary>
    Odp,

    /// <summary>Rich Text Format.</summary>
    Rtf,

    /// <summary>An e-mail.</summary>
    Mail,

    /// <summary>A web page saved with its pictures, as MIME.</summary>
    Mhtml,

    /// <summary>The binary format of Word.</summary>
    Doc,

    /// <summary>The binary format of PowerPoint.</summary>
    Ppt,

    /// <summary>The binary format of Excel.</summary>
    Xls,
}
