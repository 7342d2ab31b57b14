namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>A chat of a file that was not imported, and why.</summary>
/// <param name="Title">Empty where it has none, or where it cannot be read.</param>
/// <param name="Where">The place in the file that is wrong.</param>
public sealed record RefusedChat(string Title, string Where, string Found, string Expected)
{
    // More than that is not a file with some bad chats in it.
    private const int MaxCount = 10_000;

    internal RefusedChat(string title, ImportException reason)
        : this(title, reason.Where, reason.Found, reason.Expected)
    {
    }

    /// <exception cref="ImportException">There are too many.</exception>
    internal static void Add(List<RefusedChat> refused, RefusedChat chat)
    {
        if (refused.Count == MaxCount)
        {
            throw new ImportException("The file", $"more than {MaxCount} chats that cannot be read", "chats");
        }

        refused.Add(chat);
    }
}
