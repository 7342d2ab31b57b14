namespace QwenWebChat.Documents.Extraction;

/// <summary>What a file turned out to be, by its content first and its name second.</summary>
public enum FileFormat
{
    /// <summary>Any text without a form that is known here.</summary>
    Text,

    /// <summary>Markdown; the text stays as written.</summary>
    Markdown,

    /// <summary>A web page.</summary>
    Html,

    /// <summary>Rows of comma-, semicolon-, tab- or bar-separated fields.</summary>
    Csv,

    /// <summary>JSON, also line by line.</summary>
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

    /// <summary>Word's binary format.</summary>
    Doc,

    /// <summary>PowerPoint's binary format.</summary>
    Ppt,

    /// <summary>Excel's binary format.</summary>
    Xls,
}
