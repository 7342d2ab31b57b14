using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Sharing;

namespace QwenWebChat.App.Components.SharedItems;

/// <summary>Finds what an opened share shows, among the things of its owner.</summary>
internal sealed class SharedContents(ConversationStore conversations, DocumentStore documents, PromptStore prompts, FolderStore folders, DocumentLinks links, ShareStore shares)
{
    /// <summary>Returns what is shared, or a thing in the shared folder; null if it is not there.</summary>
    public async Task<(ShareTarget Target, string Name)?> FindAsync(OpenedShare share, Guid? itemId)
    {
        (Guid owner, ShareTarget target) = (share.OwnerId, share.Target);
        if (itemId is { } id)
        {
            return target.Kind == ShareKind.Folder ? await FindInFolderAsync(owner, target.Id, id) : null;
        }

        string? name = target.Kind switch
        {
            ShareKind.Conversation => (await conversations.FindAsync(owner, target.Id))?.Title,
            ShareKind.Document => (await documents.FindAsync(owner, target.Id))?.Name,
            ShareKind.Prompt => (await FindPromptAsync(share))?.Title,
            _ => (await folders.ListAsync(owner)).FirstOrDefault(folder => folder.Id == target.Id)?.Name,
        };
        return name is null ? null : (target, name);
    }

    public async Task<PromptView?> FindPromptAsync(OpenedShare share) => (await prompts.ListAsync(share.OwnerId)).FirstOrDefault(prompt => prompt.Id == share.Target.Id);

    /// <summary>Lists the documents in the shared folder, the newest first.</summary>
    public async Task<IReadOnlyList<Document>> DocumentsOfAsync(OpenedShare share) =>
        [.. (await documents.ListAsync(share.OwnerId)).Where(document => document.FolderId == share.Target.Id)];

    /// <summary>Finds the pages on which a reader of a shared conversation can open its documents: those in the same shared folder, shared otherwise, or the reader's own.</summary>
    /// <param name="key">The last part of the share's address.</param>
    public async Task<IReadOnlyDictionary<Guid, string>> PagesOfAsync(OpenedShare share, string key, Guid conversationId, Guid readerId)
    {
        Guid[] together = share.Target.Kind == ShareKind.Folder ? [.. (await DocumentsOfAsync(share)).Select(document => document.Id)] : [];
        Dictionary<Guid, string> pages = [];
        foreach (Guid id in await links.ListAsync(share.OwnerId, conversationId))
        {
            string? page = together.Contains(id) ? $"{ShareView.AddressOf(key)}/{id}"
                : await documents.FindAsync(readerId, id) is not null ? $"documents/{id}"
                : await shares.FindDocumentAsync(readerId, id);
            if (page is not null)
            {
                pages[id] = page;
            }
        }

        return pages;
    }

    private async Task<(ShareTarget Target, string Name)?> FindInFolderAsync(Guid ownerId, Guid folderId, Guid id) =>
        await conversations.FindAsync(ownerId, id) is { } conversation && conversation.FolderId == folderId ? (new ShareTarget(ShareKind.Conversation, id), conversation.Title)
        : await documents.FindAsync(ownerId, id) is { } document && document.FolderId == folderId ? (new ShareTarget(ShareKind.Document, id), document.Name)
        : null;
}
