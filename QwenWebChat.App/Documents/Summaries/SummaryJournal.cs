using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>What a run keeps of a summary while it writes it. Any thread may call it; each call has a context of its own.</summary>
internal sealed class SummaryJournal(IDbContextFactory<ChatDbContext> contexts, TimeProvider time)
{
    /// <summary>With its sections and citations, not tracked; null where it is gone.</summary>
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

    /// <summary>A finished section and its citations, all or nothing.</summary>
    /// <returns>False where the section is gone.</returns>
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

    /// <summary>A round of merges, with what each merges put under it.</summary>
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

    /// <summary>Takes merges away that were never finished: what they were to merge may have to be put together differently.</summary>
    public async Task DissolveMergesAsync(Guid id, CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        IQueryable<SummarySection> dissolved = context.SummarySections.Where(row => row.SummaryId == id && row.Level > 0 && row.State != SummaryState.Finished);
        // Broken off between the two, it is repeated by the next run.
        await context.SummarySections.Where(row => row.SummaryId == id && dissolved.Any(merge => merge.Id == row.ParentId))
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.ParentId, (Guid?)null), cancellationToken).ConfigureAwait(false);
        await dissolved.ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Once, before the first run: what an earlier process left in the middle can be resumed.</summary>
    public async Task StopAbandonedAsync(CancellationToken cancellationToken)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        await context.Summaries.Where(row => row.State == SummaryState.Running || row.State == SummaryState.Waiting)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.State, SummaryState.Stopped), cancellationToken).ConfigureAwait(false);
        await context.SummarySections.Where(row => row.State == SummaryState.Running)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.State, SummaryState.Waiting), cancellationToken).ConfigureAwait(false);
    }
}
