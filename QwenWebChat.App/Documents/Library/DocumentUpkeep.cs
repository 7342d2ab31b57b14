using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Caching;

namespace QwenWebChat.App.Documents.Library;

/// <summary>
/// Removes, once a minute, deleted documents that can no longer be restored: their files, summaries and other data. The name
/// remains as long as a conversation is about the document, so that the conversation can say what is missing.
/// </summary>
internal sealed partial class DocumentUpkeep(
    IDbContextFactory<ChatDbContext> contexts, DocumentStore store, TimeProvider time, ILogger<DocumentUpkeep> logger, PrefixStore? prefixes = null) : BackgroundService
{
    // Longer than any page offers to undo: a user who deletes to free space or for privacy should not wait for it.
    public static readonly TimeSpan UndoTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ILogger _logger = logger;

    /// <summary>Removes the documents of all owners that were deleted long enough ago.</summary>
    /// <returns>The number of removed documents.</returns>
    public async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateForAll();
        DateTimeOffset before = time.GetUtcNow() - UndoTime;
        IQueryable<Document> due = context.Documents.Where(row => row.DeletedAt != null && row.DeletedAt <= before && row.State != DocumentState.Removed);
        int count = 0;
        foreach (Guid id in await due.Select(row => row.Id).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            count += await RemoveAsync(context, due, id, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        }

        await context.Documents.Where(row => row.State == DocumentState.Removed && !context.ConversationDocuments.Any(link => link.DocumentId == row.Id))
            .ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        return count;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        // Ends without an exception, which the host would report after a failed start.
        using CancellationTokenRegistration stop = stoppingToken.Register(timer.Dispose);
        while (await timer.WaitForNextTickAsync(CancellationToken.None).ConfigureAwait(false))
        {
            try
            {
                await PurgeAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // For example a locked file: the next minute tries again.
                LogPurgeFailed(exception);
            }
        }
    }

    // The condition is checked again, because the document may have been restored meanwhile.
    private async Task<bool> RemoveAsync(ChatDbContext context, IQueryable<Document> due, Guid id, CancellationToken cancellationToken)
    {
        using (IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false))
        {
            int removed = await due.Where(row => row.Id == id)
                .ExecuteUpdateAsync(row => row.SetProperty(to => to.State, DocumentState.Removed), cancellationToken).ConfigureAwait(false);
            if (removed == 0)
            {
                return false;
            }

            await context.Citations.Where(row => row.DocumentId == id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
            await context.Summaries.Where(row => row.DocumentId == id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
            await context.Drafts.Where(row => row.DocumentId == id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }

        store.DeleteFiles(id);
        prefixes?.Forget(DocumentDesk.TagOf(id));
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Deleted documents could not be removed")]
    private partial void LogPurgeFailed(Exception exception);
}
