namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>State that the chats of one file share while they are read.</summary>
/// <param name="now">For chats that say no time.</param>
internal sealed class ImportContext(DateTimeOffset now)
{
    private readonly Dictionary<string, string> _folders = [];

    public DateTimeOffset Now => now;

    /// <summary>A name for a folder that the file knows by an id alone: what lay together stays together.</summary>
    public string FolderName(string app, string id)
    {
        if (!_folders.TryGetValue(id, out string? name))
        {
            _folders[id] = name = $"{app} {_folders.Count + 1}";
        }

        return name;
    }
}
