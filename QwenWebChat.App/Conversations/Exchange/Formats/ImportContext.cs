namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>State that the chats of one file share during an import.</summary>
/// <param name="now">The time of chats that state none.</param>
internal sealed class ImportContext(DateTimeOffset now)
{
    private readonly Dictionary<string, string> _folders = [];

    public DateTimeOffset Now => now;

    /// <summary>Returns a name for a folder that the file identifies only by id, so that its chats stay together.</summary>
    public string FolderName(string app, string id)
    {
        if (!_folders.TryGetValue(id, out string? name))
        {
            _folders[id] = name = $"{app} {_folders.Count + 1}";
        }

        return name;
    }
}
