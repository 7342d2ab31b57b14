namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>
/// The error of a file, or of one chat in it, that cannot be imported; nothing of it was imported. The message names the
/// place, the value found and the expected value.
/// </summary>
public sealed class ImportException(string where, string found, string expected, Exception? inner = null)
    : Exception($"{where}: found {found}, expected {expected}", inner)
{
    public string Where { get; } = where;

    public string Found { get; } = found;

    public string Expected { get; } = expected;

    /// <summary>The number of chats in the file if none can be read; the message is that of the first chat.</summary>
    public int ChatCount { get; init; } = 1;
}
