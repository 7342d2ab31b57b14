using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Chat;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Sharing;

namespace QwenWebChat.App.Documents.Questions;

/// <summary>Opens the documents of conversations: their texts and the summaries of their sections.</summary>
internal sealed class DocumentSources(IDbContextFactory<ChatDbContext> contexts, DocumentStore documents, DocumentLinks links, ShareStore shares)
{
    /// <summary>Opens the documents of a new conversation, which are linked to it when it is stored.</summary>
    public async Task<DocumentQuestions> BeginAsync(Guid ownerId, IReadOnlyList<Guid> documentIds, CancellationToken cancellationToken = default)
    {
        DocumentQuestions questions = new(this, ownerId, documentIds);
        await questions.LoadAsync(cancellationToken).ConfigureAwait(false);
        return questions;
    }

    /// <summary>Opens the documents of a stored conversation; null if it has none.</summary>
    public async Task<IConversationSources?> OpenAsync(Guid ownerId, Guid conversationId, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<Guid> linked = await links.ListAsync(ownerId, conversationId, cancellationToken).ConfigureAwait(false);
        return linked.Count == 0 ? null : await BeginAsync(ownerId, linked, cancellationToken).ConfigureAwait(false);
    }

    internal Task<bool> LinkAsync(Guid ownerId, Guid conversationId, IReadOnlyList<Guid> documentIds, CancellationToken cancellationToken) =>
        links.SetAsync(ownerId, conversationId, documentIds, cancellationToken);

    internal async Task<LoadedSources> LoadAsync(Guid ownerId, IReadOnlyList<Guid> documentIds, CancellationToken cancellationToken)
    {
        List<SourceDocument> loaded = [];
        List<string> missing = [];
        List<string> deleted = [];
        foreach (Guid id in documentIds)
        {
            if (await shares.OwnerOfUsableAsync(ownerId, id, cancellationToken).ConfigureAwait(false) is not { } holder
                || await documents.FindAsync(holder, id, cancellationToken).ConfigureAwait(false) is not { } document)
            {
                string? name = await documents.FindDeletedNameAsync(ownerId, id, cancellationToken).ConfigureAwait(false)
                    ?? await links.FindNameAsync(ownerId, id, cancellationToken).ConfigureAwait(false);
                deleted.AddRange(name is null ? [] : [name]);
                continue;
            }

            if (await documents.OpenTextAsync(holder, id, cancellationToken).ConfigureAwait(false) is not { } text)
            {
                missing.Add(document.Name);
                continue;
            }

            loaded.Add(new SourceDocument(id, document.Name, loaded.Count + 1, text) { Sections = await SectionsAsync(holder, id, cancellationToken).ConfigureAwait(false) });
        }

        return new LoadedSources(loaded, missing, deleted, await shares.FindGroupAsync(ownerId, [.. loaded.Select(document => document.Id)], cancellationToken).ConfigureAwait(false));
    }

    // The sections of the last finished summary.
    private async Task<IReadOnlyList<SummarySection>> SectionsAsync(Guid ownerId, Guid documentId, CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        Guid summaryId = await context.Summaries.Where(row => row.DocumentId == documentId && row.State == SummaryState.Finished)
            .OrderByDescending(row => row.CreatedAt).Select(row => row.Id).FirstOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return await context.SummarySections.AsNoTracking()
            .Where(row => row.SummaryId == summaryId && row.State == SummaryState.Finished && row.Text != "")
            .OrderBy(row => row.Level).ThenBy(row => row.Place).ToListAsync(cancellationToken).ConfigureAwait(false);
    }
}
