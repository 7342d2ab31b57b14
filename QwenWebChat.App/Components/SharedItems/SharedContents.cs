using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Sharing;

namespace QwenWebChat.App.Components.SharedItems;

/// <summary>Finds what an opened share shows, among the things of its owner.</summary>
internal sealed class SharedContents(ConversationStore conversations, DocumentStore documents, PromptStore prompts, FolderStore folders)
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

    private async Task<(ShareTarget Target, string Name)?> FindInFolderAsync(Guid ownerId, Guid folderId, Guid id) =>
        await conversations.FindAsync(ownerId, id) is { } conversation && conversation.FolderId == folderId ? (new ShareTarget(ShareKind.Conversation, id), conversation.Title)
        : await documents.FindAsync(ownerId, id) is { } document && document.FolderId == folderId ? (new ShareTarget(ShareKind.Document, id), document.Name)
        : null;
}
