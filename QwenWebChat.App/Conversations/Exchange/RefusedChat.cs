namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>A chat of a file that was not imported, and the reason.</summary>
/// <param name="Title">Empty if the chat has no title, or if it cannot be read.</param>
/// <param name="Where">The place of the error in the file.</param>
public sealed record RefusedChat(string Title, string Where, string Found, string Expected)
{
    // A file with more errors than this is not a file of chats.
    private const int MaxCount = 10_000;

    internal RefusedChat(string title, ImportException reason)
        : this(title, reason.Where, reason.Found, reason.Expected)
    {
    }

    /// <exception cref="ImportException">There are too many rejected chats.</exception>
    internal static void Add(List<RefusedChat> refused, RefusedChat chat)
    {
        if (refused.Count == MaxCount)
        {
            throw new ImportException("The file", $"more than {MaxCount} chats that cannot be read", "chats");
        }

        refused.Add(chat);
    }
}
