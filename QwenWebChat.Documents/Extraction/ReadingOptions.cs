namespace QwenWebChat.Documents.Extraction;

/// <summary>The options and limits of reading a file, which is never trusted. A file beyond a limit is rejected, not cut.</summary>
public sealed record ReadingOptions
{
    public static readonly ReadingOptions Default = new();

    /// <summary>The password of a locked file; null for none. It is never stored.</summary>
    public string? Password { get; init; }

    /// <summary>The IANA name of a text file's encoding, chosen by the user; null to detect it.</summary>
    public string? Encoding { get; init; }

    /// <summary>The languages of scanned pages, by tesseract's names, such as <c>eng+chi_sim</c>; null to skip such pages.</summary>
    public string? OcrLanguages { get; init; }

    /// <summary>Maximum size of the file in bytes.</summary>
    public long MaxFileBytes { get; init; } = 256L << 20;

    /// <summary>Maximum number of characters of the text.</summary>
    public int MaxCharacters { get; init; } = 50_000_000;

    /// <summary>Maximum unpacked size, in bytes, of the parts of a packed file (docx, pptx, xlsx, epub) that are read.</summary>
    public long MaxUnpackedBytes { get; init; } = 512L << 20;

    /// <summary>Maximum number of files in a packed file.</summary>
    public int MaxPackedFiles { get; init; } = 20_000;

    /// <summary>Maximum ratio of the unpacked to the packed size of a file beyond 16 MB. Repetitive XML reaches 100; the format's limit is 1,032.</summary>
    public int MaxPackingRatio { get; init; } = 300;

    /// <summary>Maximum nesting of elements. Word's own limit for nested tables is far below.</summary>
    public int MaxDepth { get; init; } = 256;

    /// <summary>Maximum number of pages, slides, sheets or chapters.</summary>
    public int MaxPages { get; init; } = 20_000;
}
