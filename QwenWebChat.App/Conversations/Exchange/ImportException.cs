namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>
/// A file, or one chat of it, that cannot be imported; nothing of it was. The message says where, what was found, and what
/// would be right.
/// </summary>
public sealed class ImportException(string where, string found, string expected, Exception? inner = null)
    : Exception($"{where}: found {found}, expected {expected}", inner)
{
    public string Where { get; } = where;

    public string Found { get; } = found;

    public string Expected { get; } = expected;

    /// <summary>The number of chats in the file, of which none can be read; the message is the first one's.</summary>
    public int ChatCount { get; init; } = 1;
}
