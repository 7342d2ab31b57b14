namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>Section <c>Import</c>: what may be brought in.</summary>
public sealed record ImportOptions
{
    /// <summary>The largest file; it is held in memory once while it is read.</summary>
    public int MaxFileMegabytes { get; init; } = 128;

    public long MaxFileBytes => MaxFileMegabytes * 1_000_000L;

    /// <exception cref="ArgumentException">What is wrong, beginning with the key.</exception>
    public void Validate()
    {
        if (MaxFileMegabytes is < 1 or > 1000)
        {
            throw new ArgumentException($"MaxFileMegabytes is {MaxFileMegabytes}; it must be between 1 and 1000.");
        }
    }
}
