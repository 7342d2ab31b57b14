using QwenWebChat.App.Components.Shared;
using QwenWebChat.App.Conversations;

namespace QwenWebChat.App.Components.Conversations;

/// <summary>
/// The content of the sidebar: the folders, the conversations in the open ones, and those outside folders. Not thread-safe.
/// </summary>
internal sealed class ConversationShelf
{
    private const int PageSize = 50;

    private readonly ConversationStore _conversations;
    private readonly FolderStore _folders;
    private readonly Guid _ownerId;
    private readonly RepeatedRead _reading;

    // The number of conversations shown in each open folder.
    private readonly Dictionary<Guid, int> _openCounts = [];
    private Dictionary<Guid, ConversationPage> _pages = [];
    private int _count = PageSize;

    public ConversationShelf(ConversationStore conversations, FolderStore folders, Guid ownerId)
    {
        _conversations = conversations;
        _folders = folders;
        _ownerId = ownerId;
        _reading = new RepeatedRead(ReadAsync);
    }

    public IReadOnlyList<FolderView> Folders { get; private set; } = [];

    /// <summary>The conversations outside folders, and the pinned ones.</summary>
    public ConversationPage Loose { get; private set; } = new([], null);

    public IEnumerable<Guid> OpenFolders => _openCounts.Keys;

    public bool IsOpen(Guid folderId) => _openCounts.ContainsKey(folderId);

    /// <summary>Returns the conversations of an open folder, without pinned ones; null until they are read.</summary>
    public ConversationPage? PageOf(Guid folderId) => _pages.GetValueOrDefault(folderId);

    public Task LoadAsync() => _reading.RunAsync();

    public Task OpenAsync(IEnumerable<Guid> folderIds)
    {
        foreach (Guid id in folderIds)
        {
            _openCounts.TryAdd(id, PageSize);
        }

        return LoadAsync();
    }

    public void Close(Guid folderId)
    {
        _openCounts.Remove(folderId);
        _pages.Remove(folderId);
    }

    /// <param name="folderId">A folder; null for the conversations outside folders.</param>
    public Task ShowMoreAsync(Guid? folderId = null)
    {
        if (folderId is not { } id)
        {
            _count += PageSize;
        }
        else if (_openCounts.TryGetValue(id, out int count))
        {
            _openCounts[id] = count + PageSize;
        }

        return LoadAsync();
    }

    private async Task ReadAsync()
    {
        IReadOnlyList<FolderView> folders = await _folders.ListAsync(_ownerId);
        ConversationPage loose = await _conversations.ListAsync(_ownerId, ConversationFilter.Active with { IsOutsideFolders = true, Count = _count });
        Dictionary<Guid, ConversationPage> pages = [];
        foreach ((Guid id, int count) in _openCounts.Where(open => folders.Any(folder => folder.Id == open.Key)).ToList())
        {
            pages[id] = await _conversations.ListAsync(_ownerId, ConversationFilter.Active with { FolderId = id, IsUnpinned = true, Count = count });
        }

        (Folders, Loose, _pages) = (folders, loose, pages);
    }
}
