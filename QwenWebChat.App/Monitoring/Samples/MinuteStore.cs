using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Data;
using QwenWebChat.App.Monitoring.History;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>Stores minutes in the database, so that the history survives a restart.</summary>
internal sealed class MinuteStore(IDbContextFactory<ChatDbContext> contexts, IOptions<HistoryOptions> options)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Stores a minute and deletes those older than the retention time. An existing minute is left unchanged; a clock that
    /// was set back causes one.
    /// </summary>
    public async Task AddAsync(MetricSample minute, CancellationToken cancellationToken = default)
    {
        DateTimeOffset at = BeginningOf(minute.At);
        ChatDbContext context = await contexts.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            if (!await context.MetricMinutes.AnyAsync(row => row.At == at, cancellationToken).ConfigureAwait(false))
            {
                context.MetricMinutes.Add(new MetricMinute { At = at, Values = minute.ToJson() });
                await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            }

            DateTimeOffset oldest = at.AddDays(-options.Value.RetentionDays);
            await context.MetricMinutes.Where(row => row.At < oldest).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Returns the minutes of a time range in order. The end of the range excludes future minutes of a clock that was set
    /// back.
    /// </summary>
    public async Task<IReadOnlyList<MetricSample>> ListAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken = default)
    {
        ChatDbContext context = await contexts.CreateDbContextAsync(cancellationToken).ConfigureAwait(false);
        await using (context.ConfigureAwait(false))
        {
            List<MetricMinute> rows = await context.MetricMinutes.AsNoTracking().Where(row => row.At >= from && row.At < to).OrderBy(row => row.At).ToListAsync(cancellationToken).ConfigureAwait(false);
            return [.. rows.Select(row => MetricSample.FromJson(row.At + Minute, row.Values))];
        }
    }

    private static DateTimeOffset BeginningOf(DateTimeOffset end) => new(((end.UtcTicks - 1) / Minute.Ticks) * Minute.Ticks, TimeSpan.Zero);
}
