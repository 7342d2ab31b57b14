using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>
/// Stores the conversations of an owner, without their messages (<see cref="MessageStore"/>). A conversation of another
/// owner or a deleted one is reported as not found: null or false. Thread-safe; each call has its own context.
/// </summary>
internal sealed class ConversationStore(IDbContextFactory<ChatDbContext> contexts, ConversationEvents events, TimeProvider time)
{
    private static readonly Expression<Func<StoredConversation, ConversationSummary>> ToSummary = row => new ConversationSummary(
        row.Id, row.Title, row.IsTitleOwn, row.FolderId, row.IsPinned, row.IsArchived, row.CreatedAt, row.UpdatedAt)
    { DeletionDueAt = row.DeletionDueAt };

    private static readonly Func<StoredConversation, ConversationSummary> Summarize = ToSummary.Compile();

    /// <summary>Lists pinned conversations first, then the others, newest change first.</summary>
    public async Task<ConversationPage> ListAsync(Guid ownerId, ConversationFilter filter, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        IQueryable<StoredConversation> rows = context.Conversations.AsNoTracking()
            .Where(row => row.DeletedAt == null && row.IsArchived == filter.IsArchived);
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

        List<StoredConversation> page = await rows
            .OrderByDescending(row => row.IsPinned).ThenByDescending(row => row.UpdatedAt).ThenByDescending(row => row.Number)
            .Take(filter.Count + 1)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        bool isMore = page.Count > filter.Count;
        List<StoredConversation> shown = isMore ? page[..filter.Count] : page;
        ConversationCursor? next = isMore ? new ConversationCursor(shown[^1].IsPinned, shown[^1].UpdatedAt, shown[^1].Number) : null;
        return new ConversationPage([.. shown.Select(Summarize)], next);
    }

    /// <summary>Returns the summary of one conversation; null if it does not exist.</summary>
    public async Task<ConversationSummary?> FindAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        return await context.Conversations.AsNoTracking()
            .Where(row => row.Id == id && row.DeletedAt == null)
            .Select(ToSummary).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the setup of a conversation; null if it does not exist.</summary>
    public async Task<ChatSetup?> SetupAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        return await Own(context, id).Select(row => new ChatSetup(row.SystemPrompt, row.Settings) { Format = row.OutputFormat, Tools = row.Tools })
            .SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Creates an empty conversation.</summary>
    /// <param name="folderId">A folder of the owner. The folder of another owner is ignored.</param>
    public async Task<ConversationSummary> CreateAsync(
        Guid ownerId, string title, ChatSetup? setup = null, Guid? folderId = null, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        DateTimeOffset now = time.GetStoredNow();
        StoredConversation conversation = new()
        {
            Id = Guid.CreateVersion7(now),
            OwnerId = ownerId,
            FolderId = await OwnFolderAsync(context, folderId, cancellationToken).ConfigureAwait(false),
            Title = ConversationTitle.Clean(title) ?? "",
            CreatedAt = now,
            UpdatedAt = now,
            Settings = (setup ?? ChatSetup.None).Settings,
            SystemPrompt = setup?.SystemPrompt,
            OutputFormat = (setup ?? ChatSetup.None).Format,
            Tools = (setup ?? ChatSetup.None).Tools,
        };
        context.Add(conversation);
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        events.Publish(ownerId, conversation.Id, ConversationChangeKind.Created);
        return Summarize(conversation);
    }

    /// <summary>
    /// Sets the title that the user wrote; no generated title replaces it. Returns false for a blank title too.
    /// </summary>
    public Task<bool> RenameAsync(Guid ownerId, Guid id, string title, CancellationToken cancellationToken = default) =>
        ConversationTitle.Clean(title) is { } clean
            ? ChangeAsync(ownerId, id, row => row.SetProperty(to => to.Title, clean).SetProperty(to => to.IsTitleOwn, true), cancellationToken)
            : Task.FromResult(false);

    /// <summary>Sets a generated title. Returns false if the user wrote one, or if the title is blank.</summary>
    public async Task<bool> SuggestTitleAsync(Guid ownerId, Guid id, string title, CancellationToken cancellationToken = default)
    {
        if (ConversationTitle.Clean(title) is not { } clean)
        {
            return false;
        }

        using ChatDbContext context = contexts.CreateFor(ownerId);
        int changed = await Own(context, id).Where(row => !row.IsTitleOwn && row.Title != clean)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.Title, clean), cancellationToken).ConfigureAwait(false);
        return Publish(ownerId, id, changed, ConversationChangeKind.Details);
    }

    public Task<bool> SetPinnedAsync(Guid ownerId, Guid id, bool isPinned, CancellationToken cancellationToken = default) =>
        // A pinned one stays. Once it is unpinned, its deletion is announced anew.
        ChangeAsync(ownerId, id, row => row.SetProperty(to => to.IsPinned, isPinned).SetProperty(to => to.DeletionDueAt, (DateTimeOffset?)null), cancellationToken);

    public Task<bool> SetArchivedAsync(Guid ownerId, Guid id, bool isArchived, CancellationToken cancellationToken = default) =>
        ChangeAsync(ownerId, id, row => row.SetProperty(to => to.IsArchived, isArchived), cancellationToken);

    public Task<bool> SetSetupAsync(Guid ownerId, Guid id, ChatSetup setup, CancellationToken cancellationToken = default) =>
        ChangeAsync(
            ownerId, id,
            row => row.SetProperty(to => to.SystemPrompt, setup.SystemPrompt).SetProperty(to => to.Settings, setup.Settings)
                .SetProperty(to => to.OutputFormat, setup.Format).SetProperty(to => to.Tools, setup.Tools),
            cancellationToken);

    /// <param name="folderId">A folder of the owner, or null for none. The result is false for the folder of another owner.</param>
    public async Task<bool> MoveAsync(Guid ownerId, Guid id, Guid? folderId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        int changed = await Own(context, id)
            .Where(row => folderId == null || context.Folders.Any(folder => folder.Id == folderId))
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.FolderId, folderId), cancellationToken).ConfigureAwait(false);
        return Publish(ownerId, id, changed, ConversationChangeKind.Details);
    }

    /// <summary>
    /// Deletes a conversation: it is no longer listed, opened or found, and can be restored until it is purged.
    /// </summary>
    public async Task<bool> DeleteAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        DateTimeOffset? now = time.GetUtcNow();
        int changed = await Own(context, id)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.DeletedAt, now), cancellationToken).ConfigureAwait(false);
        return Publish(ownerId, id, changed, ConversationChangeKind.Deleted);
    }

    public async Task<bool> RestoreAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        int changed = await context.Conversations.Where(row => row.Id == id && row.DeletedAt != null)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.DeletedAt, (DateTimeOffset?)null), cancellationToken).ConfigureAwait(false);
        return Publish(ownerId, id, changed, ConversationChangeKind.Restored);
    }

    /// <summary>Permanently removes a deleted conversation.</summary>
    public async Task<bool> PurgeAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        int changed = await context.Conversations.Where(row => row.Id == id && row.DeletedAt != null)
            .ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        return Publish(ownerId, id, changed, ConversationChangeKind.Purged);
    }

    private async Task<bool> ChangeAsync(Guid ownerId, Guid id, Action<UpdateSettersBuilder<StoredConversation>> change, CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        int changed = await Own(context, id).ExecuteUpdateAsync(change, cancellationToken).ConfigureAwait(false);
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

    private static IQueryable<StoredConversation> Own(ChatDbContext context, Guid id) =>
        context.Conversations.Where(row => row.Id == id && row.DeletedAt == null);

    private static async Task<Guid?> OwnFolderAsync(ChatDbContext context, Guid? folderId, CancellationToken cancellationToken) =>
        folderId is not null && await context.Folders.AnyAsync(folder => folder.Id == folderId, cancellationToken).ConfigureAwait(false)
            ? folderId
            : null;
}
