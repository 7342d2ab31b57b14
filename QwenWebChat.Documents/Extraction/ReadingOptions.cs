namespace QwenWebChat.Documents.Extraction;

/// <summary>How a file is read, and limits: it is never trusted. What is beyond them is refused, never cut.</summary>
public sealed record ReadingOptions
{
    public static readonly ReadingOptions Default = new();

    /// <summary>Opens a locked file; null where none was given. Used, never kept.</summary>
    public string? Password { get; init; }

    /// <summary>The IANA name of a text file's encoding, chosen by its reader; null to find it out.</summary>
    public string? Encoding { get; init; }

    /// <summary>The languages of pages that are pictures, as tesseract names them, such as <c>eng+chi_sim</c>; null to leave such pages unread.</summary>
    public string? OcrLanguages { get; init; }

    /// <summary>Bytes of the file.</summary>
    public long MaxFileBytes { get; init; } = 256L << 20;

    /// <summary>Characters of the text.</summary>
    public int MaxCharacters { get; init; } = 50_000_000;

    /// <summary>Bytes that a packed file (docx, pptx, xlsx, epub) may unpack to, as far as it is read.</summary>
    public long MaxUnpackedBytes { get; init; } = 512L << 20;

    /// <summary>Files within a packed file.</summary>
    public int MaxPackedFiles { get; init; } = 20_000;

    /// <summary>How many times its packed size a file within may be, once it is beyond 16 MB. XML that repeats itself reaches 100; the format's limit is 1,032.</summary>
    public int MaxPackingRatio { get; init; } = 300;

    /// <summary>Elements within elements. Word's own limit for tables in tables is far below.</summary>
    public int MaxDepth { get; init; } = 256;

    /// <summary>Pages, slides, sheets or chapters.</summary>
    public int MaxPages { get; init; } = 20_000;
}
