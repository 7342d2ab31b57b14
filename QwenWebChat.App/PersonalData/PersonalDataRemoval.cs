using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.App.PersonalData;

/// <summary>
/// Deletes everything that an account has made, at once and for good: running work, rows and files. The account itself stays, with
/// its password, keys and usage.
/// </summary>
internal sealed class PersonalDataRemoval(
    IDbContextFactory<ChatDbContext> contexts, ConversationDesk conversations, SummaryDesk summaries, DocumentDesk desk, DocumentStore documents, PrefixStore prefixes, ConversationEvents events)
{
    /// <summary>Counts what would go.</summary>
    public async Task<PersonalDataCounts> CountAsync(Guid accountId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(accountId);
        IQueryable<Document> own = context.Documents.Where(row => row.DeletedAt == null);
        return new PersonalDataCounts(
            await context.Conversations.CountAsync(row => row.DeletedAt == null, cancellationToken).ConfigureAwait(false),
            await own.CountAsync(cancellationToken).ConfigureAwait(false),
            await context.Summaries.CountAsync(row => own.Any(document => document.Id == row.DocumentId), cancellationToken).ConfigureAwait(false),
            await context.Prompts.CountAsync(cancellationToken).ConfigureAwait(false),
            await context.Folders.CountAsync(cancellationToken).ConfigureAwait(false));
    }

    public async Task DeleteAsync(Guid accountId)
    {
        IReadOnlyList<Guid> files = await StopAsync(accountId).ConfigureAwait(false);
        await DeleteRowsAsync(accountId).ConfigureAwait(false);
        DeleteFiles(files);
        events.Publish(accountId, null, ConversationChangeKind.Purged);
    }

    /// <summary>Stops the running answers, summaries and readings of an account, and deletes its documents in a way that could be undone.</summary>
    /// <returns>The documents that have files.</returns>
    public async Task<IReadOnlyList<Guid>> StopAsync(Guid accountId)
    {
        await conversations.StopAsync(accountId).ConfigureAwait(false);
        foreach (Document document in await documents.ListAsync(accountId).ConfigureAwait(false))
        {
            await summaries.StopAllAsync(accountId, document.Id).ConfigureAwait(false);
            await desk.DeleteAsync(accountId, document.Id).ConfigureAwait(false);
        }

        return await documents.ListFilesAsync(accountId).ConfigureAwait(false);
    }

    /// <summary>Deletes the files of documents whose rows are gone.</summary>
    public void DeleteFiles(IReadOnlyList<Guid> files)
    {
        foreach (Guid file in files)
        {
            documents.DeleteFiles(file);
            prefixes.Forget(DocumentDesk.TagOf(file));
        }
    }

    private async Task DeleteRowsAsync(Guid accountId)
    {
        string user = accountId.ToString();
        using ChatDbContext context = contexts.CreateFor(accountId);
        using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync().ConfigureAwait(false);
        await context.Conversations.Where(row => row.OwnerId == accountId).ExecuteDeleteAsync().ConfigureAwait(false);
        await context.Documents.Where(row => row.OwnerId == accountId).ExecuteDeleteAsync().ConfigureAwait(false);
        await context.Folders.Where(row => row.OwnerId == accountId).ExecuteDeleteAsync().ConfigureAwait(false);
        await context.Prompts.Where(row => row.OwnerId == accountId).ExecuteDeleteAsync().ConfigureAwait(false);
        await context.Drafts.Where(row => row.OwnerId == accountId).ExecuteDeleteAsync().ConfigureAwait(false);
        await context.ToolPermissions.Where(row => row.OwnerId == accountId).ExecuteDeleteAsync().ConfigureAwait(false);
        await context.ServedRequests.Where(row => row.Record.UserId == user && row.PromptText != null)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.PromptText, (string?)null)).ConfigureAwait(false);
        await context.Accounts.Where(row => row.Id == accountId)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.SystemPrompt, (string?)null).SetProperty(to => to.Settings, SamplingOverrides.None)
                .SetProperty(to => to.OutputFormat, OutputFormat.FreeText).SetProperty(to => to.Tools, ToolNameSet.None))
            .ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
    }
}
