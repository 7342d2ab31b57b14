using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>Filters and sorts requests in the database.</summary>
internal static class RequestSorting
{
    private const string Escape = "\\";

    /// <param name="userIds">The ids of users whose names contain the filter's text.</param>
    public static IQueryable<ServedRequest> Under(this IQueryable<ServedRequest> rows, RequestFilter filter, IReadOnlyList<string> userIds)
    {
        if (filter.Kinds.Count > 0)
        {
            rows = rows.Where(row => filter.Kinds.Contains(row.Kind));
        }

        if (filter.Outcomes.Count > 0)
        {
            rows = rows.Where(row => filter.Outcomes.Contains(row.Outcome));
        }

        if (filter.From is { } from)
        {
            rows = rows.Where(row => row.ArrivedAt >= from);
        }

        if (filter.To is { } to)
        {
            rows = rows.Where(row => row.ArrivedAt < to);
        }

        if (filter.MinEndToEnd is { } minimum)
        {
            long microseconds = minimum.Ticks / TimeSpan.TicksPerMicrosecond;
            rows = rows.Where(row => row.EndToEndMicroseconds >= microseconds);
        }

        return string.IsNullOrWhiteSpace(filter.Text) ? rows : rows.Where(Holding(filter.Text.Trim(), userIds));
    }

    /// <param name="owners">The owners in the same context: users are sorted by name.</param>
    public static IQueryable<ServedRequest> By(this IQueryable<ServedRequest> rows, RequestColumn column, bool isDescending, IQueryable<Owner> owners) => column switch
    {
        RequestColumn.Arrived => isDescending
            ? rows.OrderByDescending(row => row.ArrivedAt).ThenByDescending(row => row.Number)
            : rows.OrderBy(row => row.ArrivedAt).ThenBy(row => row.Number),
        RequestColumn.User => Ordered(rows, NameAmong(owners), isDescending),
        RequestColumn.Kind => Ordered(rows, row => row.Kind, isDescending),
        RequestColumn.Model => Ordered(rows, row => row.Model, isDescending),
        RequestColumn.PromptTokens => Ordered(rows, row => row.PromptTokens, isDescending),
        RequestColumn.CachedTokens => Ordered(rows, row => row.CachedTokens, isDescending),
        RequestColumn.NewTokens => Ordered(rows, row => row.NewTokens, isDescending),
        RequestColumn.Queue => NullsLast(rows, row => row.QueueMicroseconds == null, row => row.QueueMicroseconds, isDescending),
        RequestColumn.TimeToFirstToken => NullsLast(rows, row => row.TimeToFirstTokenMicroseconds == null, row => row.TimeToFirstTokenMicroseconds, isDescending),
        RequestColumn.TokensPerSecond => NullsLast(rows, row => row.TokensPerSecond == null, row => row.TokensPerSecond, isDescending),
        RequestColumn.InterTokenP95 => NullsLast(rows, row => row.InterTokenP95Microseconds == null, row => row.InterTokenP95Microseconds, isDescending),
        RequestColumn.EndToEnd => Ordered(rows, row => row.EndToEndMicroseconds, isDescending),
        RequestColumn.Preemptions => Ordered(rows, row => row.PreemptionCount, isDescending),
        RequestColumn.Outcome => Ordered(rows, row => row.Outcome, isDescending),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, "The column cannot be sorted."),
    };

    // Compares ids and names without case. Each row searches all owners, who are few.
    private static Expression<Func<ServedRequest, string>> NameAmong(IQueryable<Owner> owners) => row => EF.Functions.Collate(
        owners.Where(owner => EF.Functions.Collate(owner.Id.ToString(), "NOCASE") == row.UserId).Select(owner => owner.Name).FirstOrDefault() ?? row.UserId, "NOCASE");

    private static Expression<Func<ServedRequest, bool>> Holding(string text, IReadOnlyList<string> userIds)
    {
        string literal = text.Replace(Escape, @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
        string within = $"%{literal}%";
        string prefix = $"{literal}%";
        return row => EF.Functions.Like(row.Model, within, Escape)
            || EF.Functions.Like(row.Error, within, Escape)
            || EF.Functions.Like(row.Id.ToString(), prefix, Escape)
            || userIds.Contains(row.UserId);
    }

    // Sorts equal rows newest first, so that the order is the same on all pages.
    private static IQueryable<ServedRequest> Ordered<T>(IQueryable<ServedRequest> rows, Expression<Func<ServedRequest, T>> key, bool isDescending) =>
        (isDescending ? rows.OrderByDescending(key) : rows.OrderBy(key)).ThenByDescending(row => row.ArrivedAt).ThenByDescending(row => row.Number);

    // Sorts missing values last in both directions. SQLite already does so when descending.
    private static IQueryable<ServedRequest> NullsLast<T>(
        IQueryable<ServedRequest> rows, Expression<Func<ServedRequest, bool>> isNull, Expression<Func<ServedRequest, T>> key, bool isDescending) => isDescending
        ? Ordered(rows, key, isDescending)
        : rows.OrderBy(isNull).ThenBy(key).ThenByDescending(row => row.ArrivedAt).ThenByDescending(row => row.Number);
}
