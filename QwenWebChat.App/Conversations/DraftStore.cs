using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using QwenWebChat.App.Data;
using QwenWebChat.App.Sharing;

namespace QwenWebChat.App.Conversations;

/// <summary>
/// Stores the unsent messages of an owner: one draft for each conversation, one for a new conversation, and one for a new
/// conversation about each document. Thread-safe; each call has its own context, and a call that reads before it writes
/// holds the write lock.
/// </summary>
internal sealed class DraftStore(IDbContextFactory<ChatDbContext> contexts)
{
    /// <summary>Maximum number of characters of a draft's text, and of its files together.</summary>
    public const int MaxLength = 4_000_000;

    private static readonly Expression<Func<SavedDraftFile, DraftFile>> ToFile = row => new DraftFile(row.Id, row.Name, row.Text, row.IsPasted);

    /// <summary>Raised on the thread that made the change, after the change is stored.</summary>
    public event Action<DraftChanged>? Changed;

    /// <summary>Returns the stored draft, or an empty one.</summary>
    public async Task<DraftView> OpenAsync(Guid ownerId, DraftPlace place, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        using IDbContextTransaction snapshot = await context.Database.BeginReadAsync(cancellationToken).ConfigureAwait(false);
        SavedDraft? row = await Own(context, ownerId, place).AsNoTracking().SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return row is null
            ? new DraftView(place, "", 0)
            : new DraftView(place, row.Text, row.Version)
            {
                Files = await FilesOf(context, row.Id).Select(ToFile).ToListAsync(cancellationToken).ConfigureAwait(false),
            };
    }

    /// <summary>Stores the text. An unchanged text is not written.</summary>
    /// <returns>The outcome, and the version of the stored text.</returns>
    public async Task<(DraftOutcome Outcome, long Version)> WriteAsync(
        Guid ownerId, DraftPlace place, string text, object? writer = null, CancellationToken cancellationToken = default)
    {
        if (text.Length > MaxLength)
        {
            return (DraftOutcome.TooLong, 0);
        }

        using ChatDbContext context = contexts.CreateFor(ownerId);
        using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        if (await EnsureAsync(context, ownerId, place, cancellationToken).ConfigureAwait(false) is not { } draft)
        {
            return (DraftOutcome.Gone, 0);
        }

        if (draft.Text != text)
        {
            draft.Text = text;
            draft.Version++;
            await SaveAsync(context, transaction, new DraftChanged(ownerId, place, writer), cancellationToken).ConfigureAwait(false);
        }

        return (DraftOutcome.Kept, draft.Version);
    }

    /// <summary>Appends a file to the draft.</summary>
    public async Task<DraftOutcome> AttachAsync(Guid ownerId, DraftPlace place, DraftFile file, object? writer = null, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        if (await EnsureAsync(context, ownerId, place, cancellationToken).ConfigureAwait(false) is not { } draft)
        {
            return DraftOutcome.Gone;
        }

        int others = await FilesOf(context, draft.Id).SumAsync(row => row.Text.Length, cancellationToken).ConfigureAwait(false);
        if (others + (long)file.Text.Length > MaxLength)
        {
            return DraftOutcome.TooLong;
        }

        context.Add(Row(draft.Id, file));
        await SaveAsync(context, transaction, new DraftChanged(ownerId, place, writer), cancellationToken).ConfigureAwait(false);
        return DraftOutcome.Kept;
    }

    /// <summary>Replaces the text of a file.</summary>
    public async Task<DraftOutcome> RewriteAsync(Guid ownerId, DraftPlace place, Guid fileId, string text, object? writer = null, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        IQueryable<SavedDraftFile> files = OwnFiles(context, ownerId, place);
        if (await files.SingleOrDefaultAsync(row => row.Id == fileId, cancellationToken).ConfigureAwait(false) is not { } file)
        {
            return DraftOutcome.Gone;
        }

        int others = await files.Where(row => row.Id != fileId).SumAsync(row => row.Text.Length, cancellationToken).ConfigureAwait(false);
        if (others + (long)text.Length > MaxLength)
        {
            return DraftOutcome.TooLong;
        }

        file.Text = text;
        await SaveAsync(context, transaction, new DraftChanged(ownerId, place, writer), cancellationToken).ConfigureAwait(false);
        return DraftOutcome.Kept;
    }

    /// <summary>Removes files from the drafts that hold them now. Files that no longer exist are ignored.</summary>
    public async Task DetachAsync(Guid ownerId, DraftPlace place, IReadOnlyCollection<Guid> fileIds, object? writer = null, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        int removed = await context.DraftFiles.Where(row => fileIds.Contains(row.Id))
            .ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        if (removed > 0)
        {
            Changed?.Invoke(new DraftChanged(ownerId, place, writer));
        }
    }

    /// <summary>Moves all files to another draft, after the files already there.</summary>
    public async Task MoveFilesAsync(Guid ownerId, DraftPlace from, DraftPlace to, object? writer = null, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        List<SavedDraftFile> files = await OwnFiles(context, ownerId, from).ToListAsync(cancellationToken).ConfigureAwait(false);
        if (files.Count == 0 || await EnsureAsync(context, ownerId, to, cancellationToken).ConfigureAwait(false) is not { } draft)
        {
            return;
        }

        files.ForEach(file => file.DraftId = draft.Id);
        await SaveAsync(context, transaction, new DraftChanged(ownerId, to, writer), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns an unsent message to the draft, in front of the text written since.</summary>
    public async Task ReturnAsync(Guid ownerId, DraftPlace place, string text, IReadOnlyList<MessageAttachment> attachments, CancellationToken cancellationToken = default)
    {
        DraftView present = await OpenAsync(ownerId, place, cancellationToken).ConfigureAwait(false);
        string whole = string.IsNullOrWhiteSpace(present.Text) ? text : $"{text}\n\n{present.Text}";
        await WriteAsync(ownerId, place, whole, cancellationToken: cancellationToken).ConfigureAwait(false);
        foreach (MessageAttachment attachment in attachments)
        {
            await AttachAsync(ownerId, place, new DraftFile(Guid.CreateVersion7(), attachment.Name, attachment.Text, IsPasted: false), cancellationToken: cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SaveAsync(ChatDbContext context, IDbContextTransaction transaction, DraftChanged change, CancellationToken cancellationToken)
    {
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        Changed?.Invoke(change);
    }

    // Includes deleted conversations and documents, because they can be restored.
    private static async Task<SavedDraft?> EnsureAsync(ChatDbContext context, Guid ownerId, DraftPlace place, CancellationToken cancellationToken)
    {
        if (await Own(context, ownerId, place).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false) is { } present)
        {
            return present;
        }

        if ((place.ConversationId is { } conversation && !await context.Conversations.AnyAsync(row => row.Id == conversation, cancellationToken).ConfigureAwait(false))
            || (place.DocumentId is { } document && !await context.Documents.AnyAsync(row => row.Id == document, cancellationToken).ConfigureAwait(false)
                && !await context.UsableBy(ownerId).AnyAsync(row => row.Id == document, cancellationToken).ConfigureAwait(false)))
        {
            return null;
        }

        SavedDraft draft = new() { Id = place.Key(ownerId), OwnerId = ownerId, ConversationId = place.ConversationId, DocumentId = place.DocumentId, Text = "", Version = 0 };
        context.Add(draft);
        return draft;
    }

    private static SavedDraftFile Row(Guid draftId, DraftFile file) => new() { Id = file.Id, DraftId = draftId, Name = file.Name, Text = file.Text, IsPasted = file.IsPasted };

    private static IQueryable<SavedDraft> Own(ChatDbContext context, Guid ownerId, DraftPlace place)
    {
        Guid key = place.Key(ownerId);
        return context.Drafts.Where(row => row.Id == key);
    }

    // In the order in which the files were added, which their ids have; the rows are in the order in which they were read.
    private static IQueryable<SavedDraftFile> OwnFiles(ChatDbContext context, Guid ownerId, DraftPlace place)
    {
        Guid key = place.Key(ownerId);
        return context.DraftFiles.Where(row => row.DraftId == key).OrderBy(row => row.Id);
    }

    private static IQueryable<SavedDraftFile> FilesOf(ChatDbContext context, Guid draftId) =>
        context.DraftFiles.AsNoTracking().Where(row => row.DraftId == draftId).OrderBy(row => row.Id);
}
