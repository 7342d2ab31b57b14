using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace QwenWebChat.App.Data;

/// <summary>
/// The rule of ownership, in one place: every query sees the rows of the context's owner alone. A row belongs to the account that it
/// names, or to that of the row that it is a part of.
/// </summary>
internal sealed class OwnerFilters(ChatDbContext context)
{
    private const string Name = "Owner";

    public void Apply(ModelBuilder model)
    {
        Filter<ApiKey>(model, row => row.OwnerId == context.OwnerId);
        Filter<Document>(model, row => row.OwnerId == context.OwnerId);
        Filter<Folder>(model, row => row.OwnerId == context.OwnerId);
        Filter<SavedDraft>(model, row => row.OwnerId == context.OwnerId);
        Filter<SavedPrompt>(model, row => row.OwnerId == context.OwnerId);
        Filter<Share>(model, row => row.OwnerId == context.OwnerId);
        Filter<StoredConversation>(model, row => row.OwnerId == context.OwnerId);
        Filter<ToolPermission>(model, row => row.OwnerId == context.OwnerId);
        Filter<ServedRequest>(model, row => row.Record.UserId == context.OwnerName);
        // Filters of the tables that these name hold within them too.
        Filter<Message>(model, row => context.Conversations.Any(conversation => conversation.Id == row.ConversationId));
        Filter<Attachment>(model, row => context.Messages.Any(message => message.Id == row.MessageId));
        Filter<ConversationDocument>(model, row => context.Conversations.Any(conversation => conversation.Id == row.ConversationId));
        Filter<SavedDraftFile>(model, row => context.Drafts.Any(draft => draft.Id == row.DraftId));
        Filter<Summary>(model, row => context.Documents.Any(document => document.Id == row.DocumentId));
        Filter<SummarySection>(model, row => context.Summaries.Any(summary => summary.Id == row.SummaryId));
        Filter<StoredCitation>(model, row => context.Summaries.Any(summary => summary.Id == row.SummaryId) || context.Messages.Any(message => message.Id == row.MessageId));
    }

    private static void Filter<TRow>(ModelBuilder model, Expression<Func<TRow, bool>> isOwn)
        where TRow : class => model.Entity<TRow>().HasQueryFilter(Name, isOwn);
}
