using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>Stores a summary while a run writes it. Thread-safe; each call has its own context.</summary>
internal sealed class SummaryJournal(IDbContextFactory<ChatDbContext> contexts, TimeProvider time)
{
    /// <summary>Loads a summary with its sections and citations, not tracked; null if it no longer exists.</summary>
    public async Task<Summary?> LoadAsync(Guid id, CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        return await context.Summaries.AsNoTracking().Include(row => row.Sections).Include(row => row.Citations).AsSplitQuery()
            .SingleOrDefaultAsync(row => row.Id == id, cancellationToken).ConfigureAwait(false);
    }

    public async Task SetStateAsync(Guid id, SummaryState state)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        DateTimeOffset? finished = state == SummaryState.Finished ? time.GetStoredNow() : null;
        await context.Summaries.Where(row => row.Id == id)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.State, state).SetProperty(to => to.FinishedAt, finished)).ConfigureAwait(false);
    }

    public async Task SetTextAsync(Guid id, string text)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        await context.Summaries.Where(row => row.Id == id).ExecuteUpdateAsync(row => row.SetProperty(to => to.Text, text)).ConfigureAwait(false);
    }

    public async Task SetSectionStateAsync(Guid id, SummaryState state)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        await context.SummarySections.Where(row => row.Id == id).ExecuteUpdateAsync(row => row.SetProperty(to => to.State, state)).ConfigureAwait(false);
    }

    /// <summary>Stores a finished section and its citations in one transaction.</summary>
    /// <returns>False if the section no longer exists.</returns>
    public async Task<bool> FinishSectionAsync(Guid id, string text, IReadOnlyList<StoredCitation> citations)
    {
        using ChatDbContext context = contexts.CreateDbContext();
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
        using ChatDbContext context = contexts.CreateDbContext();
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
        using ChatDbContext context = contexts.CreateDbContext();
        IQueryable<SummarySection> dissolved = context.SummarySections.Where(row => row.SummaryId == id && row.Level > 0 && row.State != SummaryState.Finished);
        // If the app ends between the two statements, the next run repeats them.
        await context.SummarySections.Where(row => row.SummaryId == id && dissolved.Any(merge => merge.Id == row.ParentId))
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.ParentId, (Guid?)null), cancellationToken).ConfigureAwait(false);
        await dissolved.ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Marks summaries that an earlier process left unfinished as stopped. Called once, before the first run.</summary>
    public async Task StopAbandonedAsync(CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        await context.Summaries.Where(row => row.State == SummaryState.Running || row.State == SummaryState.Waiting)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.State, SummaryState.Stopped), cancellationToken).ConfigureAwait(false);
        await context.SummarySections.Where(row => row.State == SummaryState.Running)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.State, SummaryState.Waiting), cancellationToken).ConfigureAwait(false);
    }
}
