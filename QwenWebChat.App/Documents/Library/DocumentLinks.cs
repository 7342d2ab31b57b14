using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using QwenWebChat.App.Data;
using QwenWebChat.App.Sharing;

namespace QwenWebChat.App.Documents.Library;

/// <summary>Stores which documents a conversation is about. Other owners' data is treated as missing.</summary>
internal sealed class DocumentLinks(IDbContextFactory<ChatDbContext> contexts)
{
    /// <summary>Lists a conversation's documents in the order in which the model receives them, including those that are deleted or no longer shared.</summary>
    public async Task<IReadOnlyList<Guid>> ListAsync(Guid ownerId, Guid conversationId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        return await context.ConversationDocuments.Where(link => link.ConversationId == conversationId).OrderBy(link => link.Place)
            .Select(link => link.DocumentId).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets the documents of a conversation. Returns false, and changes nothing, if it or one of them does not exist, or may not be used.</summary>
    public async Task<bool> SetAsync(Guid ownerId, Guid conversationId, IReadOnlyList<Guid> documentIds, CancellationToken cancellationToken = default)
    {
        Guid[] ids = [.. documentIds.Distinct()];
        using ChatDbContext context = contexts.CreateFor(ownerId);
        using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        bool isOwn = await context.Conversations.AnyAsync(row => row.Id == conversationId && row.DeletedAt == null, cancellationToken).ConfigureAwait(false);
        if (!isOwn || !await MayUseAsync(context, ownerId, ids, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        await context.ConversationDocuments.Where(row => row.ConversationId == conversationId).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        context.AddRange(ids.Select((id, place) => new ConversationDocument { ConversationId = conversationId, DocumentId = id, Place = place }));
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Returns the name of a document that a conversation of the owner is about; null without one.</summary>
    public async Task<string?> FindNameAsync(Guid ownerId, Guid documentId, CancellationToken cancellationToken = default)
    {
        using (ChatDbContext own = contexts.CreateFor(ownerId))
        {
            if (!await own.ConversationDocuments.AnyAsync(link => link.DocumentId == documentId, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }

        using ChatDbContext context = contexts.CreateForAll();
        return await context.Documents.Where(row => row.Id == documentId).Select(row => row.Name).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the conversations about a document that are not deleted, newest first.</summary>
    public async Task<IReadOnlyList<Guid>> ConversationsOfAsync(Guid ownerId, Guid documentId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        return await (
            from link in context.ConversationDocuments
            join conversation in context.Conversations on link.ConversationId equals conversation.Id
            where link.DocumentId == documentId && conversation.DeletedAt == null
            orderby conversation.UpdatedAt descending
            select conversation.Id).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    // Deleted documents of the owner can be restored.
    private static async Task<bool> MayUseAsync(ChatDbContext context, Guid ownerId, Guid[] ids, CancellationToken cancellationToken)
    {
        List<Guid> own = await context.Documents.Where(row => ids.Contains(row.Id)).Select(row => row.Id).ToListAsync(cancellationToken).ConfigureAwait(false);
        Guid[] others = [.. ids.Except(own)];
        return others.Length == 0 || await context.UsableBy(ownerId).CountAsync(row => others.Contains(row.Id), cancellationToken).ConfigureAwait(false) == others.Length;
    }
}
