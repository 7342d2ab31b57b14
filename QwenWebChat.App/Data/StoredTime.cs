namespace QwenWebChat.App.Data;

/// <summary>Converts times to and from the format of the database.</summary>
internal static class StoredTime
{
    /// <summary>The current time in whole milliseconds, so that it equals the value read back from the database.</summary>
    public static DateTimeOffset GetStoredNow(this TimeProvider time) => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
