using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Retention;

/// <summary>
/// Announces when conversations will be deleted, and deletes those whose announced time has come, with all that hangs on them.
/// Pinned conversations stay.
/// </summary>
internal sealed class ConversationRetention(IDbContextFactory<ChatDbContext> contexts, RetentionStore days, ConversationEvents events, TimeProvider time)
{
    /// <summary>The time for which a deletion is announced; a shorter retention is announced for its own length.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromDays(7);

    /// <summary>The time between two runs.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>Announces and deletes for all accounts.</summary>
    /// <returns>The number of deleted conversations.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken = default)
    {
        await AnnounceAsync(cancellationToken).ConfigureAwait(false);
        int count = 0;
        foreach ((Guid ownerId, int kept) in await days.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            count += await DeleteAsync(ownerId, kept, cancellationToken).ConfigureAwait(false);
        }

        return count;
    }

    /// <summary>Brings the announcements of all accounts up to date, for example after the days of one have changed.</summary>
    public async Task AnnounceAsync(CancellationToken cancellationToken = default)
    {
        DateTimeOffset now = time.GetStoredNow();
        IReadOnlyDictionary<Guid, int> kept = await days.ListAsync(cancellationToken).ConfigureAwait(false);
        using ChatDbContext context = contexts.CreateForAll();
        // Newer ones are in no account's reach.
        DateTimeOffset newest = kept.Count == 0 ? DateTimeOffset.MinValue : now + Notice + Interval - TimeSpan.FromDays(kept.Values.Min());
        var candidates = await context.Conversations.Where(row => row.DeletedAt == null && (row.DeletionDueAt != null || (!row.IsPinned && row.UpdatedAt <= newest)))
            .Select(row => new { row.Id, row.OwnerId, row.IsPinned, row.UpdatedAt, row.DeletionDueAt }).ToListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var row in candidates)
        {
            DateTimeOffset? due = !row.IsPinned && kept.TryGetValue(row.OwnerId, out int limit) ? DueAt(row.UpdatedAt, row.DeletionDueAt, limit, now) : null;
            if (due != row.DeletionDueAt)
            {
                await context.Conversations.Where(to => to.Id == row.Id).ExecuteUpdateAsync(to => to.SetProperty(set => set.DeletionDueAt, due), cancellationToken).ConfigureAwait(false);
                events.Publish(row.OwnerId, row.Id, ConversationChangeKind.Announced);
            }
        }
    }

    /// <summary>Returns the time at which a conversation may be deleted; null if that is too far off to be announced.</summary>
    /// <param name="announced">The time that is announced so far; it stays if nothing speaks against it, so that no run puts it off.</param>
    internal static DateTimeOffset? DueAt(DateTimeOffset updatedAt, DateTimeOffset? announced, int days, DateTimeOffset now)
    {
        TimeSpan left = TimeSpan.FromDays(days) - (now - updatedAt);
        if (left > Notice + Interval)
        {
            return null;
        }

        // One that is overdue was never announced, because it was imported or unpinned, or because the days are new.
        TimeSpan notice = Notice.TotalDays < days ? Notice : TimeSpan.FromDays(days);
        TimeSpan least = left > TimeSpan.Zero ? notice - Interval : notice;
        DateTimeOffset due = now + (left > least ? left : least);
        return announced is { } at && at >= now + left && at <= due ? at : due;
    }

    private async Task<int> DeleteAsync(Guid ownerId, int kept, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetStoredNow();
        DateTimeOffset lastUpdate = now - TimeSpan.FromDays(kept);
        using ChatDbContext context = contexts.CreateFor(ownerId);
        IQueryable<StoredConversation> due = context.Conversations
            .Where(row => !row.IsPinned && row.DeletedAt == null && row.UpdatedAt <= lastUpdate && row.DeletionDueAt != null && row.DeletionDueAt <= now);
        int count = 0;
        foreach (Guid id in await due.Select(row => row.Id).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            // Repeats the condition: the conversation may have been continued or pinned meanwhile.
            if (await due.Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false) > 0)
            {
                count++;
                events.Publish(ownerId, id, ConversationChangeKind.Purged);
            }
        }

        return count;
    }
}
