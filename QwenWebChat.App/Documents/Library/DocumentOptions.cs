using System.Text.RegularExpressions;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Library;

/// <summary>Section <c>Documents</c>: how uploaded documents are read.</summary>
public sealed partial record DocumentOptions
{
    private const long MinReaderMemory = 128L << 20;
    private const long MaxReaderMemory = 1L << 40;

    /// <summary>Maximum time to read one document, as hours:minutes:seconds; a document that takes longer is refused.</summary>
    public TimeSpan ReadingTimeLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Number of documents that are read at the same time, each in its own process; the others wait.</summary>
    public int ReadingsAtOnce { get; init; } = 2;

    /// <summary>Maximum memory of a process that reads a document, in bytes; a document that needs more is refused.</summary>
    public long ReaderMemoryBytes { get; init; } = 2L << 30;

    /// <summary>
    /// Languages of scanned pages, by tesseract's names; empty turns text recognition off. It needs the programs
    /// <c>tesseract</c> and <c>pdftoppm</c> (poppler) on the machine.
    /// </summary>
    public string OcrLanguages { get; init; } = "eng";

    /// <summary>Memory for the cached texts of the documents that were opened last, in bytes.</summary>
    public long CachedTextBytes { get; init; } = 64L << 20;

    /// <summary>Returns the options for reading files.</summary>
    internal ReadingOptions ToReadingOptions() => ReadingOptions.Default with { OcrLanguages = OcrLanguages.Length > 0 ? OcrLanguages : null };

    /// <exception cref="ArgumentException">A value is invalid; the message names it.</exception>
    public void Validate()
    {
        if (ReadingTimeLimit < TimeSpan.FromSeconds(1) || ReadingTimeLimit > TimeSpan.FromDays(1))
        {
            throw new ArgumentException($"ReadingTimeLimit is {ReadingTimeLimit}; it must be 00:00:01 to 1.00:00:00.");
        }

        if (ReadingsAtOnce is < 1 or > 64)
        {
            throw new ArgumentException($"ReadingsAtOnce is {ReadingsAtOnce}; it must be 1 to 64.");
        }

        if (ReaderMemoryBytes is < MinReaderMemory or > MaxReaderMemory)
        {
            throw new ArgumentException($"ReaderMemoryBytes is {ReaderMemoryBytes}; it must be {MinReaderMemory} to {MaxReaderMemory} bytes.");
        }

        if (!OcrLanguageNames().IsMatch(OcrLanguages))
        {
            throw new ArgumentException($"OcrLanguages is \"{OcrLanguages}\"; it must be names as tesseract has them, such as eng+chi_sim, or nothing.");
        }

        if (CachedTextBytes < 0)
        {
            throw new ArgumentException($"CachedTextBytes is {CachedTextBytes}; it must be 0 or more bytes.");
        }
    }

    [GeneratedRegex(@"^([A-Za-z0-9_/]+(\+[A-Za-z0-9_/]+)*)?$")]
    private static partial Regex OcrLanguageNames();
}
