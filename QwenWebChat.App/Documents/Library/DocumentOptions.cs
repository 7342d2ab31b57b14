namespace QwenWebChat.App.Documents.Library;

/// <summary>Section <c>Documents</c>: how uploaded documents are read and held.</summary>
public sealed record DocumentOptions
{
    /// <summary>A file whose reading takes longer is given up.</summary>
    public TimeSpan ReadingTimeLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How many files are read at the same time; the others wait.</summary>
    public int ReadingsAtOnce { get; init; } = 2;

    /// <summary>How much of the texts that were opened last stays in memory, in bytes.</summary>
    public long CachedTextBytes { get; init; } = 64L << 20;

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

        if (CachedTextBytes < 0)
        {
            throw new ArgumentException($"CachedTextBytes is {CachedTextBytes}; expected 0 or more bytes.");
        }
    }
}
