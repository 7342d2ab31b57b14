using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>
/// The conversations of an owner, without their messages (<see cref="MessageStore"/>). What is another's or gone is not
/// found: null or false. Any thread may call it; each call has a context of its own.
/// </summary>
internal sealed class ConversationStore(IDbContextFactory<ChatDbContext> contexts, ConversationEvents events, TimeProvider time)
{
    private static readonly Expression<Func<Conversation, ConversationSummary>> ToSummary = row => new ConversationSummary(
        row.Id, row.Title, row.IsTitleOwn, row.FolderId, row.IsPinned, row.IsArchived, row.CreatedAt, row.UpdatedAt);

    private static readonly Func<Conversation, ConversationSummary> Summarize = ToSummary.Compile();

    /// <summary>Pinned ones first, then by when something was last written.</summary>
    public async Task<ConversationPage> ListAsync(Guid ownerId, ConversationFilter filter, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        IQueryable<Conversation> rows = context.Conversations.AsNoTracking()
            .Where(row => row.OwnerId == ownerId && row.DeletedAt == null && row.IsArchived == filter.IsArchived);
        if (filter.FolderId is { } folderId)
        {
            rows = rows.Where(row => row.FolderId == folderId);
        }

        if (filter.IsOutsideFolders)
        {
            rows = rows.Where(row => row.IsPinned || row.FolderId == null);
        }

        if (filter.IsUnpinned)
        {
            rows = rows.Where(row => !row.IsPinned);
        }

        if (filter.After is { } after)
        {
            rows = rows.Where(row => (!row.IsPinned && after.IsPinned) || (row.IsPinned == after.IsPinned
                && (row.UpdatedAt < after.UpdatedAt || (row.UpdatedAt == after.UpdatedAt && row.Number < after.Number))));
        }

        List<Conversation> page = await rows
            .OrderByDescending(row => row.IsPinned).ThenByDescending(row => row.UpdatedAt).ThenByDescending(row => row.Number)
            .Take(filter.Count + 1)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        bool isMore = page.Count > filter.Count;
        List<Conversation> shown = isMore ? page[..filter.Count] : page;
        ConversationCursor? next = isMore ? new ConversationCursor(shown[^1].IsPinned, shown[^1].UpdatedAt, shown[^1].Number) : null;
        return new ConversationPage([.. shown.Select(Summarize)], next);
    }

    /// <summary>The line of one; null where there is none.</summary>
    public async Task<ConversationSummary?> FindAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        return await context.Conversations.AsNoTracking()
            .Where(row => row.OwnerId == ownerId && row.Id == id && row.DeletedAt == null)
            .Select(ToSummary).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What its answers are written with; null where there is none.</summary>
    public async Task<ChatSetup?> SetupAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        return await Own(context, ownerId, id).Select(row => new ChatSetup(row.SystemPrompt, row.Settings)).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>An empty conversation.</summary>
    /// <param name="folderId">One of the owner's; another is left out.</param>
    public async Task<ConversationSummary> CreateAsync(
        Guid ownerId, string title, ChatSetup? setup = null, Guid? folderId = null, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        DateTimeOffset now = time.GetStoredNow();
        Conversation conversation = new()
        {
            Id = Guid.CreateVersion7(now),
            OwnerId = ownerId,
            FolderId = await OwnFolderAsync(context, ownerId, folderId, cancellationToken).ConfigureAwait(false),
            Title = ConversationTitle.Clean(title) ?? "",
            CreatedAt = now,
            UpdatedAt = now,
            Settings = (setup ?? ChatSetup.None).Settings,
            SystemPrompt = setup?.SystemPrompt,
        };
        context.Add(conversation);
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        events.Publish(ownerId, conversation.Id, ConversationChangeKind.Created);
        return Summarize(conversation);
    }

    /// <summary>By the user: the title stays. False for a blank one too.</summary>
    public Task<bool> RenameAsync(Guid ownerId, Guid id, string title, CancellationToken cancellationToken = default) =>
        ConversationTitle.Clean(title) is { } clean
            ? ChangeAsync(ownerId, id, row => row.SetProperty(to => to.Title, clean).SetProperty(to => to.IsTitleOwn, true), cancellationToken)
            : Task.FromResult(false);

    /// <summary>A title made by the app. False where the user wrote one, or where it is blank.</summary>
    public async Task<bool> SuggestTitleAsync(Guid ownerId, Guid id, string title, CancellationToken cancellationToken = default)
    {
        if (ConversationTitle.Clean(title) is not { } clean)
        {
            return false;
        }

        using ChatDbContext context = contexts.CreateDbContext();
        int changed = await Own(context, ownerId, id).Where(row => !row.IsTitleOwn && row.Title != clean)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.Title, clean), cancellationToken).ConfigureAwait(false);
        return Publish(ownerId, id, changed, ConversationChangeKind.Details);
    }

    public Task<bool> SetPinnedAsync(Guid ownerId, Guid id, bool isPinned, CancellationToken cancellationToken = default) =>
        ChangeAsync(ownerId, id, row => row.SetProperty(to => to.IsPinned, isPinned), cancellationToken);

    public Task<bool> SetArchivedAsync(Guid ownerId, Guid id, bool isArchived, CancellationToken cancellationToken = default) =>
        ChangeAsync(ownerId, id, row => row.SetProperty(to => to.IsArchived, isArchived), cancellationToken);

    public Task<bool> SetSetupAsync(Guid ownerId, Guid id, ChatSetup setup, CancellationToken cancellationToken = default) =>
        ChangeAsync(ownerId, id, row => row.SetProperty(to => to.SystemPrompt, setup.SystemPrompt).SetProperty(to => to.Settings, setup.Settings), cancellationToken);

    /// <param name="folderId">One of the owner's, or null for none; false for another's.</param>
    public async Task<bool> MoveAsync(Guid ownerId, Guid id, Guid? folderId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        int changed = await Own(context, ownerId, id)
            .Where(row => folderId == null || context.Folders.Any(folder => folder.Id == folderId && folder.OwnerId == ownerId))
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.FolderId, folderId), cancellationToken).ConfigureAwait(false);
        return Publish(ownerId, id, changed, ConversationChangeKind.Details);
    }

    /// <summary>Throws it away: it is no longer listed, opened or found, and can be restored until it is purged.</summary>
    public async Task<bool> DeleteAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        DateTimeOffset? now = time.GetUtcNow();
        int changed = await Own(context, ownerId, id)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.DeletedAt, now), cancellationToken).ConfigureAwait(false);
        return Publish(ownerId, id, changed, ConversationChangeKind.Deleted);
    }

    public async Task<bool> RestoreAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        int changed = await context.Conversations.Where(row => row.OwnerId == ownerId && row.Id == id && row.DeletedAt != null)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.DeletedAt, (DateTimeOffset?)null), cancellationToken).ConfigureAwait(false);
        return Publish(ownerId, id, changed, ConversationChangeKind.Restored);
    }

    /// <summary>Removes one that was thrown away, for good.</summary>
    public async Task<bool> PurgeAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        int changed = await context.Conversations.Where(row => row.OwnerId == ownerId && row.Id == id && row.DeletedAt != null)
            .ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        return Publish(ownerId, id, changed, ConversationChangeKind.Purged);
    }

    private async Task<bool> ChangeAsync(Guid ownerId, Guid id, Action<UpdateSettersBuilder<Conversation>> change, CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        int changed = await Own(context, ownerId, id).ExecuteUpdateAsync(change, cancellationToken).ConfigureAwait(false);
        return Publish(ownerId, id, changed, ConversationChangeKind.Details);
    }

    private bool Publish(Guid ownerId, Guid id, int changed, ConversationChangeKind kind)
    {
        if (changed > 0)
        {
            events.Publish(ownerId, id, kind);
        }

        return changed > 0;
    }

    private static IQueryable<Conversation> Own(ChatDbContext context, Guid ownerId, Guid id) =>
        context.Conversations.Where(row => row.OwnerId == ownerId && row.Id == id && row.DeletedAt == null);

    private static async Task<Guid?> OwnFolderAsync(ChatDbContext context, Guid ownerId, Guid? folderId, CancellationToken cancellationToken) =>
        folderId is not null && await context.Folders.AnyAsync(folder => folder.Id == folderId && folder.OwnerId == ownerId, cancellationToken).ConfigureAwait(false)
            ? folderId
            : null;
}
