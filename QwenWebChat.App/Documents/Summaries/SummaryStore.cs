using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>
/// The summaries of an owner's documents, and what a run stores while it writes one. Missing summaries and those of other owners are not found: null or false.
/// Thread-safe; each call has its own context. Running summaries are deleted through <see cref="SummaryDesk"/>.
/// </summary>
internal sealed class SummaryStore(IDbContextFactory<ChatDbContext> contexts, OpenDocumentText open, TimeProvider time)
{
    /// <summary>Creates a summary with the leaves of its plan; null if the document does not exist.</summary>
    public async Task<Guid?> CreateAsync(
        Guid ownerId, Guid documentId, SummaryOptions options, SummaryPlan plan, string model, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        if (!await context.Documents.AnyAsync(row => row.Id == documentId && row.DeletedAt == null, cancellationToken).ConfigureAwait(false))
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
        using ChatDbContext context = contexts.CreateFor(ownerId);
        return await Own(context).Where(row => row.DocumentId == documentId)
            .OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.Id)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns a summary without its sections.</summary>
    public async Task<Summary?> FindAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        return await Own(context).SingleOrDefaultAsync(row => row.Id == id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns a summary with everything that belongs to it.</summary>
    public async Task<SummaryView?> OpenAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        Summary? row = await Whole(Own(context)).SingleOrDefaultAsync(summary => summary.Id == id, cancellationToken).ConfigureAwait(false);
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
        using ChatDbContext context = contexts.CreateFor(ownerId);
        return await Own(context).Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <summary>Loads, for its run, a summary with its sections and citations, not tracked; null if it no longer exists.</summary>
    public async Task<Summary?> LoadAsync(Guid id, CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateForAll();
        return await Whole(context.Summaries.AsNoTracking()).SingleOrDefaultAsync(row => row.Id == id, cancellationToken).ConfigureAwait(false);
    }

    public async Task SetStateAsync(Guid id, SummaryState state)
    {
        using ChatDbContext context = contexts.CreateForAll();
        DateTimeOffset? finished = state == SummaryState.Finished ? time.GetStoredNow() : null;
        await context.Summaries.Where(row => row.Id == id)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.State, state).SetProperty(to => to.FinishedAt, finished)).ConfigureAwait(false);
    }

    public async Task SetTextAsync(Guid id, string text)
    {
        using ChatDbContext context = contexts.CreateForAll();
        await context.Summaries.Where(row => row.Id == id).ExecuteUpdateAsync(row => row.SetProperty(to => to.Text, text)).ConfigureAwait(false);
    }

    public async Task SetSectionStateAsync(Guid id, SummaryState state)
    {
        using ChatDbContext context = contexts.CreateForAll();
        await context.SummarySections.Where(row => row.Id == id).ExecuteUpdateAsync(row => row.SetProperty(to => to.State, state)).ConfigureAwait(false);
    }

    /// <summary>Stores a finished section and its citations in one transaction.</summary>
    /// <returns>False if the section no longer exists.</returns>
    public async Task<bool> FinishSectionAsync(Guid id, string text, IReadOnlyList<StoredCitation> citations)
    {
        using ChatDbContext context = contexts.CreateForAll();
        if (await context.SummarySections.SingleOrDefaultAsync(row => row.Id == id).ConfigureAwait(false) is not { } section)
        {
            return false;
        }

        context.Entry(section).CurrentValues.SetValues(section with { Text = text, State = SummaryState.Finished });
        context.AddRange(citations);
        await context.SaveChangesAsync().ConfigureAwait(false);
        return true;
    }

    /// <summary>Stores a round of merges, and links the merged sections to them.</summary>
    public async Task AddMergesAsync(IReadOnlyList<SummarySection> merges, IReadOnlyList<SummarySection> merged)
    {
        using ChatDbContext context = contexts.CreateForAll();
        context.AddRange(merges);
        foreach (SummarySection section in merged)
        {
            context.Attach(section).Property(row => row.ParentId).IsModified = true;
        }

        await context.SaveChangesAsync().ConfigureAwait(false);
    }

    /// <summary>Removes unfinished merges, because their sections may have to be grouped differently.</summary>
    public async Task DissolveMergesAsync(Guid id, CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateForAll();
        IQueryable<SummarySection> dissolved = context.SummarySections.Where(row => row.SummaryId == id && row.Level > 0 && row.State != SummaryState.Finished);
        // If the app ends between the two statements, the next run repeats them.
        await context.SummarySections.Where(row => row.SummaryId == id && dissolved.Any(merge => merge.Id == row.ParentId))
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.ParentId, (Guid?)null), cancellationToken).ConfigureAwait(false);
        await dissolved.ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Marks summaries that an earlier process left unfinished as stopped. Called once, before the first run.</summary>
    public async Task StopAbandonedAsync(CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateForAll();
        await context.Summaries.Where(row => row.State == SummaryState.Running || row.State == SummaryState.Waiting)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.State, SummaryState.Stopped), cancellationToken).ConfigureAwait(false);
        await context.SummarySections.Where(row => row.State == SummaryState.Running)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.State, SummaryState.Waiting), cancellationToken).ConfigureAwait(false);
    }

    private static IQueryable<Summary> Own(ChatDbContext context) => context.Summaries.AsNoTracking()
        .Where(row => context.Documents.Any(document => document.Id == row.DocumentId && document.DeletedAt == null));

    // The sections by level in the order of the document, and the citations by number.
    private static IQueryable<Summary> Whole(IQueryable<Summary> summaries) => summaries
        .Include(summary => summary.Sections.OrderBy(section => section.Level).ThenBy(section => section.Start))
        .Include(summary => summary.Citations.OrderBy(citation => citation.Number)).AsSplitQuery();
}
