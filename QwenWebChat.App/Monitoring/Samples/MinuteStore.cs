using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Data;
using QwenWebChat.App.Monitoring.History;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>The minutes in the database, so that a restart loses no past.</summary>
internal sealed class MinuteStore(IDbContextFactory<ChatDbContext> contexts, IOptions<HistoryOptions> options)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>Keeps a minute, and forgets those older than the retention. One that is there already is left, as a clock that was set back would bring.</summary>
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

    /// <summary>The minutes from a time on to another, in the order of time: of a clock that was set back, none of the future.</summary>
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
