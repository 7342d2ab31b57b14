using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>
/// Stores the folders of an owner's conversations and documents, in the owner's order. A folder of another owner or a deleted one is reported as not
/// found: false.
/// </summary>
internal sealed class FolderStore(IDbContextFactory<ChatDbContext> contexts, ConversationEvents events, TimeProvider time)
{
    public async Task<IReadOnlyList<FolderView>> ListAsync(Guid ownerId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        return await context.Folders
            .OrderBy(folder => folder.Order).ThenBy(folder => folder.Id)
            .Select(folder => new FolderView(folder.Id, folder.Name, context.Conversations.Count(row => row.FolderId == folder.Id && row.DeletedAt == null)))
            .ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Creates a folder after the others. Returns null for a blank name.</summary>
    public async Task<FolderView?> CreateAsync(Guid ownerId, string name, CancellationToken cancellationToken = default)
    {
        if (ConversationTitle.Clean(name) is not { } clean)
        {
            return null;
        }

        using ChatDbContext context = contexts.CreateFor(ownerId);
        int last = await context.Folders.MaxAsync(row => (int?)row.Order, cancellationToken).ConfigureAwait(false) ?? -1;
        Folder folder = new() { Id = Guid.CreateVersion7(time.GetUtcNow()), OwnerId = ownerId, Name = clean, Order = last + 1 };
        context.Add(folder);
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        events.Publish(ownerId, null, ConversationChangeKind.Folders);
        return new FolderView(folder.Id, clean, 0);
    }

    /// <summary>Renames a folder. Returns false for a blank name too.</summary>
    public async Task<bool> RenameAsync(Guid ownerId, Guid id, string name, CancellationToken cancellationToken = default)
    {
        if (ConversationTitle.Clean(name) is not { } clean)
        {
            return false;
        }

        using ChatDbContext context = contexts.CreateFor(ownerId);
        return Publish(ownerId, await context.Folders.Where(row => row.Id == id)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.Name, clean), cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Reorders the folders. Folders that are not named follow in their previous order.</summary>
    public async Task ReorderAsync(Guid ownerId, IReadOnlyList<Guid> ids, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        List<Folder> folders = await context.Folders.OrderBy(row => row.Order).ToListAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<Guid, int> places = ids.Distinct().Select((id, place) => (id, place)).ToDictionary(pair => pair.id, pair => pair.place);
        int place = 0;
        foreach (Folder folder in folders.OrderBy(folder => places.GetValueOrDefault(folder.Id, int.MaxValue)))
        {
            folder.Order = place++;
        }

        Publish(ownerId, await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Deletes the folder. Its conversations and documents remain, in no folder.</summary>
    /// <returns>The data that restores the folder; null if there is no such folder.</returns>
    public async Task<DeletedFolder?> DeleteAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        Folder? folder = await context.Folders.SingleOrDefaultAsync(row => row.Id == id, cancellationToken).ConfigureAwait(false);
        if (folder is null)
        {
            return null;
        }

        List<Guid> held = await context.Conversations.Where(row => row.FolderId == id).Select(row => row.Id).ToListAsync(cancellationToken).ConfigureAwait(false);
        List<Guid> documents = await context.Documents.Where(row => row.FolderId == id).Select(row => row.Id).ToListAsync(cancellationToken).ConfigureAwait(false);
        await context.Folders.Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        Publish(ownerId, 1);
        return new DeletedFolder(id, folder.Name, folder.Order, held, documents);
    }

    /// <summary>
    /// Restores a folder with those conversations and documents that are in no other folder now. Returns false if the folder exists.
    /// </summary>
    public async Task<bool> RestoreAsync(Guid ownerId, DeletedFolder deleted, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        if (await context.Folders.IgnoreQueryFilters().AnyAsync(row => row.Id == deleted.Id, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        context.Add(new Folder { Id = deleted.Id, OwnerId = ownerId, Name = deleted.Name, Order = deleted.Order });
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        Guid? id = deleted.Id;
        await context.Conversations
            .Where(row => row.FolderId == null && deleted.ConversationIds.Contains(row.Id))
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.FolderId, id), cancellationToken).ConfigureAwait(false);
        await context.Documents
            .Where(row => row.FolderId == null && deleted.DocumentIds.Contains(row.Id))
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.FolderId, id), cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return Publish(ownerId, 1);
    }

    private bool Publish(Guid ownerId, int changed)
    {
        if (changed > 0)
        {
            events.Publish(ownerId, null, ConversationChangeKind.Folders);
        }

        return changed > 0;
    }
}
