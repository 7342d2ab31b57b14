using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>
/// The summaries of an owner's documents. Missing summaries and those of other owners are not found: null or false.
/// Thread-safe; each call has its own context. Running summaries are deleted through <see cref="SummaryDesk"/>.
/// </summary>
internal sealed class SummaryStore(IDbContextFactory<ChatDbContext> contexts, OpenDocumentText open, TimeProvider time)
{
    /// <summary>Creates a summary with the leaves of its plan; null if the document does not exist.</summary>
    public async Task<Guid?> CreateAsync(
        Guid ownerId, Guid documentId, SummaryOptions options, SummaryPlan plan, string model, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        if (!await context.Documents.AnyAsync(row => row.Id == documentId && row.OwnerId == ownerId && row.DeletedAt == null, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        DateTimeOffset now = time.GetStoredNow();
        Summary summary = new()
        {
            Id = Guid.CreateVersion7(now),
            DocumentId = documentId,
            Options = options,
            State = SummaryState.Waiting,
            Model = model,
            CreatedAt = now,
            DocumentTokens = plan.DocumentTokens,
        };
        summary.Sections.AddRange(plan.Leaves.Select(leaf => leaf with { Id = Guid.CreateVersion7(now), SummaryId = summary.Id }));
        context.Add(summary);
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        return summary.Id;
    }

    /// <summary>Returns the summaries of one document without their sections, the newest first; empty for another owner's.</summary>
    public async Task<IReadOnlyList<Summary>> ListAsync(Guid ownerId, Guid documentId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        return await Own(context, ownerId).Where(row => row.DocumentId == documentId)
            .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns a summary without its sections.</summary>
    public async Task<Summary?> FindAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        return await Own(context, ownerId).SingleOrDefaultAsync(row => row.Id == id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns a summary with everything that belongs to it.</summary>
    public async Task<SummaryView?> OpenAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        Summary? row = await Own(context, ownerId).Include(summary => summary.Sections.OrderBy(section => section.Level).ThenBy(section => section.Start))
            .Include(summary => summary.Citations.OrderBy(citation => citation.Number)).AsSplitQuery()
            .SingleOrDefaultAsync(summary => summary.Id == id, cancellationToken).ConfigureAwait(false);
        if (row is null)
        {
            return null;
        }

        string name = await context.Documents.Where(document => document.Id == row.DocumentId).Select(document => document.Name).SingleAsync(cancellationToken).ConfigureAwait(false);
        DocumentText? text = row.Citations.Exists(citation => citation.Kind is null) ? await open(ownerId, row.DocumentId, cancellationToken).ConfigureAwait(false) : null;
        return SummaryView.Of(row, name, text is null ? null : new CitationSearch([(row.DocumentId, text)]));
    }

    public async Task<bool> DeleteAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        return await Own(context, ownerId).Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false) > 0;
    }

    private static IQueryable<Summary> Own(ChatDbContext context, Guid ownerId) => context.Summaries.AsNoTracking()
        .Where(row => context.Documents.Any(document => document.Id == row.DocumentId && document.OwnerId == ownerId && document.DeletedAt == null));
}
