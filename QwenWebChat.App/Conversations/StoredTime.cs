namespace QwenWebChat.App.Conversations;

/// <summary>Times as the database keeps them.</summary>
internal static class StoredTime
{
    /// <summary>Now, in whole milliseconds: what is handed out equals what is read again.</summary>
    public static DateTimeOffset GetStoredNow(this TimeProvider time) => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
