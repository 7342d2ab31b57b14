using System.Linq.Expressions;
using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Chat;

namespace QwenWebChat.App.Conversations;

/// <summary>
/// Stores the messages of conversations: trees of which one branch is shown. A message of another owner or a deleted one is
/// reported as not found: null or false. Thread-safe; each call has its own context, and a call that reads before it writes
/// holds the write lock.
/// </summary>
internal sealed class MessageStore(IDbContextFactory<ChatDbContext> contexts, ConversationEvents events, TimeProvider time)
{
    private static readonly Expression<Func<Message, MessageNode>> ToNode = row => new MessageNode(row.Id, row.ParentId, row.Number);
    private static readonly AnswerFigures NoFigures = new();

    /// <summary>Returns the conversation and the branch that is shown; null if it does not exist.</summary>
    public async Task<ConversationView?> OpenAsync(Guid ownerId, Guid conversationId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        // Reads from one snapshot: another tab may delete a branch between two reads.
        using IDbContextTransaction snapshot = await context.Database.BeginReadAsync(cancellationToken).ConfigureAwait(false);
        StoredConversation? conversation = await Own(context, conversationId).AsNoTracking().SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        if (conversation is null)
        {
            return null;
        }

        MessageTree tree = await TreeAsync(context, conversationId, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<Guid> path = tree.PathTo(conversation.ActiveLeafId);
        Dictionary<Guid, Message> messages = await context.Messages.AsNoTracking().Include(row => row.Attachments.OrderBy(attachment => attachment.Place))
            .Where(row => row.ConversationId == conversationId && path.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, cancellationToken).ConfigureAwait(false);
        return new ConversationView(
            new ConversationSummary(
                conversation.Id, conversation.Title, conversation.IsTitleOwn, conversation.FolderId,
                conversation.IsPinned, conversation.IsArchived, conversation.CreatedAt, conversation.UpdatedAt)
            { DeletionDueAt = conversation.DeletionDueAt },
            new ChatSetup(conversation.SystemPrompt, conversation.Settings) { Format = conversation.OutputFormat, Tools = conversation.Tools },
            [.. path.Select(id => View(messages[id], tree))]);
    }

    /// <summary>Adds a message and shows its branch. Returns null if the conversation or the parent does not exist.</summary>
    public async Task<ConversationMessage?> AddAsync(Guid ownerId, Guid conversationId, NewMessage added, CancellationToken cancellationToken = default) =>
        (await AddAsync(ownerId, conversationId, [added], cancellationToken).ConfigureAwait(false))?[0];

    /// <summary>
    /// Adds several messages in one transaction, all of them or none, and shows their branch. Returns null if the
    /// conversation or the parent of the first message does not exist.
    /// </summary>
    /// <param name="added">At least one message. Each follows the one before it; the first follows its parent.</param>
    public async Task<IReadOnlyList<ConversationMessage>?> AddAsync(
        Guid ownerId, Guid conversationId, IReadOnlyList<NewMessage> added, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        StoredConversation? conversation = await Own(context, conversationId).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        Guid? parentId = added[0].ParentId;
        if (conversation is null || (parentId is not null
            && !await context.Messages.AnyAsync(row => row.Id == parentId && row.ConversationId == conversationId, cancellationToken).ConfigureAwait(false)))
        {
            return null;
        }

        List<Guid> siblings = await context.Messages.Where(row => row.ConversationId == conversationId && row.ParentId == parentId)
            .OrderBy(row => row.Number).Select(row => row.Id).ToListAsync(cancellationToken).ConfigureAwait(false);
        List<ConversationMessage> views = [];
        // A new message puts an announced deletion off.
        (conversation.UpdatedAt, conversation.DeletionDueAt) = (time.GetStoredNow(), null);
        foreach (NewMessage one in added)
        {
            Message message = Row(one, conversationId, parentId, conversation.UpdatedAt);
            context.Add(message);
            conversation.ActiveLeafId = parentId = message.Id;
            // Saves one by one: the database numbers messages in the order in which they are saved.
            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            views.Add(View(message, views.Count == 0 ? [.. siblings, message.Id] : [message.Id]));
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        events.Publish(ownerId, conversationId, ConversationChangeKind.Messages);
        return views;
    }

    /// <summary>
    /// Writes the state of an answer in one statement that loads nothing. It also writes into a deleted conversation, which
    /// may be restored. Figures that are null are left unchanged.
    /// </summary>
    public async Task<bool> UpdateAsync(Guid ownerId, AnswerUpdate update, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        byte[]? tokenIds = update.TokenIds.Count > 0 ? MemoryMarshal.AsBytes<int>([.. update.TokenIds]).ToArray() : null;
        string? calls = StoredToolCalls.Write(update.ToolCalls);
        int changed = await OwnMessage(context, update.ConversationId, update.MessageId).ExecuteUpdateAsync(
            row =>
            {
                row.SetProperty(to => to.Text, update.Text).SetProperty(to => to.State, update.State).SetProperty(to => to.ToolCalls, calls);
                if (update.Figures is { } figures)
                {
                    row.SetProperty(to => to.AnswerTokens, figures.AnswerTokens)
                        .SetProperty(to => to.TokensPerSecond, figures.TokensPerSecond)
                        .SetProperty(to => to.TokensPerStep, figures.TokensPerStep)
                        .SetProperty(to => to.TimeToFirstTokenMs, figures.TimeToFirstTokenMs)
                        .SetProperty(to => to.PromptTokens, figures.PromptTokens)
                        .SetProperty(to => to.CachedTokens, figures.CachedTokens)
                        .SetProperty(to => to.YarnFactor, figures.YarnFactor)
                        .SetProperty(to => to.Model, figures.Model)
                        .SetProperty(to => to.FinishReason, figures.FinishReason)
                        .SetProperty(to => to.TokenIds, tokenIds);
                }
            },
            cancellationToken).ConfigureAwait(false);
        return Publish(ownerId, update.ConversationId, changed, update.State == MessageState.Streaming ? ConversationChangeKind.Progress : ConversationChangeKind.Messages);
    }

    /// <summary>Shows the branch of a message, down to its most recently written descendant.</summary>
    public async Task<bool> ShowAsync(Guid ownerId, Guid conversationId, Guid messageId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        MessageTree tree = await TreeAsync(context, conversationId, cancellationToken).ConfigureAwait(false);
        if (!tree.Contains(messageId))
        {
            return false;
        }

        Guid? leaf = tree.NewestLeaf(messageId);
        int changed = await Own(context, conversationId)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.ActiveLeafId, leaf), cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return Publish(ownerId, conversationId, changed, ConversationChangeKind.Messages);
    }

    /// <summary>
    /// Removes a message and all its descendants. Shows the branch of its newest other version, or else its parent.
    /// </summary>
    /// <returns>The removed messages, which can be restored; null if there is no such message.</returns>
    public async Task<DeletedBranch?> DeleteBranchAsync(Guid ownerId, Guid conversationId, Guid messageId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        StoredConversation? conversation = await Own(context, conversationId).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        MessageTree tree = await TreeAsync(context, conversationId, cancellationToken).ConfigureAwait(false);
        if (conversation is null || !tree.Contains(messageId))
        {
            return null;
        }

        IReadOnlyList<Guid> branch = tree.Branch(messageId);
        IQueryable<Message> rows = context.Messages.Where(row => row.ConversationId == conversationId && branch.Contains(row.Id));
        List<Message> removed = await rows.AsNoTracking().Include(row => row.Attachments).OrderBy(row => row.Number).ToListAsync(cancellationToken).ConfigureAwait(false);
        DeletedBranch deleted = new(conversationId, conversation.ActiveLeafId, removed);
        if (conversation.ActiveLeafId is not { } active || branch.Contains(active))
        {
            conversation.ActiveLeafId = tree.LeafWithout(messageId);
            await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        }

        await rows.ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        events.Publish(ownerId, conversationId, ConversationChangeKind.Messages);
        return deleted;
    }

    /// <summary>
    /// Restores a removed branch and shows the branch that was shown then. Returns false if its parent no longer exists.
    /// </summary>
    public async Task<bool> RestoreBranchAsync(Guid ownerId, DeletedBranch branch, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        StoredConversation? conversation = await Own(context, branch.ConversationId).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        MessageTree tree = await TreeAsync(context, branch.ConversationId, cancellationToken).ConfigureAwait(false);
        Message first = branch.Messages[0];
        if (conversation is null || tree.Contains(first.Id) || (first.ParentId is { } parent && !tree.Contains(parent)))
        {
            return false;
        }

        // Restores the old numbers, by which versions are ordered.
        context.AddRange(branch.Messages);
        conversation.ActiveLeafId = branch.ShownLeaf;
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        events.Publish(ownerId, branch.ConversationId, ConversationChangeKind.Messages);
        return true;
    }

    /// <param name="cut">The history sent with and after this message; null to send everything again.</param>
    public async Task<bool> SetCutAsync(Guid ownerId, Guid conversationId, Guid messageId, HistoryCut? cut, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        (Guid? from, string? summary) = (cut?.FromId, cut?.Summary);
        int changed = await OwnMessage(context, conversationId, messageId)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.HistoryFromId, from).SetProperty(to => to.HistorySummary, summary), cancellationToken).ConfigureAwait(false);
        return Publish(ownerId, conversationId, changed, ConversationChangeKind.Messages);
    }

    /// <param name="feedback">Null to withdraw the feedback.</param>
    public async Task<bool> SetFeedbackAsync(Guid ownerId, Guid conversationId, Guid messageId, MessageFeedback? feedback, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        int changed = await OwnMessage(context, conversationId, messageId)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.Feedback, feedback), cancellationToken).ConfigureAwait(false);
        return Publish(ownerId, conversationId, changed, ConversationChangeKind.Messages);
    }

    internal static AnswerFigures? FiguresOf(Message row)
    {
        AnswerFigures figures = new()
        {
            AnswerTokens = row.AnswerTokens,
            TokensPerSecond = row.TokensPerSecond,
            TokensPerStep = row.TokensPerStep,
            TimeToFirstTokenMs = row.TimeToFirstTokenMs,
            PromptTokens = row.PromptTokens,
            CachedTokens = row.CachedTokens,
            YarnFactor = row.YarnFactor,
            Model = row.Model,
            FinishReason = row.FinishReason,
        };
        return figures == NoFigures ? null : figures;
    }

    private static Message Row(NewMessage added, Guid conversationId, Guid? parentId, DateTimeOffset now)
    {
        Message message = new()
        {
            Id = Guid.CreateVersion7(now),
            ConversationId = conversationId,
            ParentId = parentId,
            Role = added.Role,
            Text = added.Text,
            State = added.State,
            CreatedAt = now,
            HistoryFromId = added.Cut?.FromId,
            HistorySummary = added.Cut?.Summary,
            ToolCalls = StoredToolCalls.Write(added.ToolCalls),
        };
        message.Attachments.AddRange(added.Attachments.Select((attachment, place) => new Attachment
        {
            Id = Guid.CreateVersion7(now),
            MessageId = message.Id,
            Place = place,
            Name = attachment.Name,
            Text = attachment.Text,
        }));
        return message;
    }

    private static ConversationMessage View(Message row, MessageTree tree) => View(row, tree.Versions(row.Id));

    private static ConversationMessage View(Message row, IReadOnlyList<Guid> versions) =>
        new(row.Id, row.Role, row.Text)
        {
            ParentId = row.ParentId,
            State = row.State,
            CreatedAt = row.CreatedAt,
            Figures = FiguresOf(row),
            Feedback = row.Feedback,
            Versions = versions,
            Attachments = [.. row.Attachments.Select(attachment => new MessageAttachment(attachment.Name, attachment.Text))],
            TokenIds = MemoryMarshal.Cast<byte, int>(row.TokenIds).ToArray(),
            ToolCalls = StoredToolCalls.Read(row.ToolCalls),
            Cut = row.HistoryFromId is { } from ? new HistoryCut(from, row.HistorySummary) : null,
        };

    private static IQueryable<StoredConversation> Own(ChatDbContext context, Guid id) =>
        context.Conversations.Where(row => row.Id == id && row.DeletedAt == null);

    private static IQueryable<Message> OwnMessage(ChatDbContext context, Guid conversationId, Guid messageId) =>
        context.Messages.Where(row => row.Id == messageId && row.ConversationId == conversationId);

    private static async Task<MessageTree> TreeAsync(ChatDbContext context, Guid conversationId, CancellationToken cancellationToken) =>
        new(await context.Messages.Where(row => row.ConversationId == conversationId).Select(ToNode).ToListAsync(cancellationToken).ConfigureAwait(false));

    private bool Publish(Guid ownerId, Guid conversationId, int changed, ConversationChangeKind kind)
    {
        if (changed > 0)
        {
            events.Publish(ownerId, conversationId, kind);
        }

        return changed > 0;
    }
}
