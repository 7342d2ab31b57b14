using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Documents.Library;

/// <summary>Stores which documents a conversation is about. Other owners' data is treated as missing.</summary>
internal sealed class DocumentLinks(IDbContextFactory<ChatDbContext> contexts)
{
    /// <summary>Lists a conversation's documents in the order in which the model receives them, including deleted ones.</summary>
    public async Task<IReadOnlyList<Guid>> ListAsync(Guid ownerId, Guid conversationId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        return await (
            from link in context.ConversationDocuments
            join conversation in context.Conversations on link.ConversationId equals conversation.Id
            join document in context.Documents on link.DocumentId equals document.Id
            where link.ConversationId == conversationId && conversation.OwnerId == ownerId && document.OwnerId == ownerId
            orderby link.Place
            select document.Id).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets the documents of a conversation. Returns false, and changes nothing, if it or one of them does not exist.</summary>
    public async Task<bool> SetAsync(Guid ownerId, Guid conversationId, IReadOnlyList<Guid> documentIds, CancellationToken cancellationToken = default)
    {
        Guid[] ids = [.. documentIds.Distinct()];
        using ChatDbContext context = contexts.CreateDbContext();
        using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        bool isOwn = await context.Conversations.AnyAsync(row => row.Id == conversationId && row.OwnerId == ownerId && row.DeletedAt == null, cancellationToken).ConfigureAwait(false);
        if (!isOwn || await context.Documents.CountAsync(row => row.OwnerId == ownerId && ids.Contains(row.Id), cancellationToken).ConfigureAwait(false) < ids.Length)
        {
            return false;
        }

        await context.ConversationDocuments.Where(row => row.ConversationId == conversationId).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        context.AddRange(ids.Select((id, place) => new ConversationDocument { ConversationId = conversationId, DocumentId = id, Place = place }));
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>Lists the conversations about a document that are not deleted, newest first.</summary>
    public async Task<IReadOnlyList<Guid>> ConversationsOfAsync(Guid ownerId, Guid documentId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        return await (
            from link in context.ConversationDocuments
            join conversation in context.Conversations on link.ConversationId equals conversation.Id
            where link.DocumentId == documentId && conversation.OwnerId == ownerId && conversation.DeletedAt == null
            orderby conversation.UpdatedAt descending
            select conversation.Id).ToListAsync(cancellationToken).ConfigureAwait(false);
    }
}
