using System.Text.RegularExpressions;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Library;

/// <summary>Section <c>Documents</c>: how uploaded documents are read and held.</summary>
public sealed partial record DocumentOptions
{
    private const long LeastReaderMemory = 128L << 20;
    private const long MostReaderMemory = 1L << 40;

    /// <summary>A file whose reading takes longer is given up.</summary>
    public TimeSpan ReadingTimeLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many files are read at the same time; the others wait.</summary>
    public int ReadingsAtOnce { get; init; } = 2;

    /// <summary>The most memory that the reading of a file may take, in bytes; each file is read in a process of its own.</summary>
    public long ReaderMemoryBytes { get; init; } = 2L << 30;

    /// <summary>The languages of scanned pages, as tesseract names them; empty to leave such pages unread. Only where tesseract is installed.</summary>
    public string OcrLanguages { get; init; } = "eng";

    /// <summary>How much of the texts that were opened last stays in memory, in bytes.</summary>
    public long CachedTextBytes { get; init; } = 64L << 20;

    /// <summary>How files are read by these settings.</summary>
    internal ReadingOptions ToReadingOptions() => ReadingOptions.Default with { OcrLanguages = OcrLanguages.Length > 0 ? OcrLanguages : null };

    /// <exception cref="ArgumentException">A value that cannot be; the message names it.</exception>
    public void Validate()
    {
        if (ReadingTimeLimit < TimeSpan.FromSeconds(1) || ReadingTimeLimit > TimeSpan.FromDays(1))
        {
            throw new ArgumentException($"ReadingTimeLimit is {ReadingTimeLimit}; expected 00:00:01 to 1.00:00:00.");
        }

        if (ReadingsAtOnce is < 1 or > 64)
        {
            throw new ArgumentException($"ReadingsAtOnce is {ReadingsAtOnce}; expected 1 to 64.");
        }

        if (ReaderMemoryBytes is < LeastReaderMemory or > MostReaderMemory)
        {
            throw new ArgumentException($"ReaderMemoryBytes is {ReaderMemoryBytes}; expected {LeastReaderMemory} to {MostReaderMemory} bytes.");
        }

        if (!OcrLanguageNames().IsMatch(OcrLanguages))
        {
            throw new ArgumentException($"OcrLanguages is \"{OcrLanguages}\"; expected names as tesseract has them, such as eng+chi_sim, or nothing.");
        }

        if (CachedTextBytes < 0)
        {
            throw new ArgumentException($"CachedTextBytes is {CachedTextBytes}; expected 0 or more bytes.");
        }
    }

    [GeneratedRegex(@"^([A-Za-z0-9_/]+(\+[A-Za-z0-9_/]+)*)?$")]
    private static partial Regex OcrLanguageNames();
}
