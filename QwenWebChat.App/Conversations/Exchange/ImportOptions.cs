namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>Section <c>Import</c>: the limits of imported chats.</summary>
public sealed record ImportOptions
{
    /// <summary>Maximum size of an imported file of chats in megabytes. The file is held in memory while it is read.</summary>
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
