using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>Filters and sorts requests in the database.</summary>
internal static class RequestSorting
{
    /// <param name="userIds">The ids of users whose names contain the filter's text.</param>
    public static IQueryable<ServedRequest> Under(this IQueryable<ServedRequest> rows, RequestFilter filter, IReadOnlyList<string> userIds)
    {
        if (filter.UserId is { } user)
        {
            rows = rows.Where(row => row.Record.UserId == user);
        }

        if (filter.Kinds.Count > 0)
        {
            rows = rows.Where(row => filter.Kinds.Contains(row.Record.Kind));
        }

        if (filter.FinishReasons.Count > 0)
        {
            rows = rows.Where(row => filter.FinishReasons.Contains(row.Record.FinishReason!.Value));
        }

        if (filter.From is { } from)
        {
            rows = rows.Where(row => row.Record.ArrivedAt >= from);
        }

        if (filter.To is { } to)
        {
            rows = rows.Where(row => row.Record.ArrivedAt < to);
        }

        if (filter.MinEndToEnd is { } minimum)
        {
            rows = rows.Where(row => row.Record.EndToEnd >= minimum);
        }

        return string.IsNullOrWhiteSpace(filter.Text) ? rows : rows.Where(Holding(filter.Text.Trim(), userIds));
    }

    /// <param name="owners">The owners in the same context: users are sorted by name.</param>
    public static IQueryable<ServedRequest> By(this IQueryable<ServedRequest> rows, RequestColumn column, bool isDescending, IQueryable<Account> owners) => column switch
    {
        RequestColumn.Arrived => isDescending
            ? rows.OrderByDescending(row => row.Record.ArrivedAt).ThenByDescending(row => row.Number)
            : rows.OrderBy(row => row.Record.ArrivedAt).ThenBy(row => row.Number),
        RequestColumn.User => Ordered(rows, NameAmong(owners), isDescending),
        RequestColumn.Kind => Ordered(rows, row => row.Record.Kind, isDescending),
        RequestColumn.Model => Ordered(rows, row => row.Record.Model, isDescending),
        RequestColumn.PromptTokens => Ordered(rows, row => row.Record.PromptTokens, isDescending),
        RequestColumn.CachedTokens => Ordered(rows, row => row.Record.CachedTokens, isDescending),
        RequestColumn.NewTokens => Ordered(rows, row => row.Record.NewTokens, isDescending),
        RequestColumn.Queue => NullsLast(rows, row => row.Record.Queue == null, row => row.Record.Queue, isDescending),
        RequestColumn.TimeToFirstToken => NullsLast(rows, row => row.Record.TimeToFirstToken == null, row => row.Record.TimeToFirstToken, isDescending),
        RequestColumn.TokensPerSecond => NullsLast(rows, row => row.TokensPerSecond == null, row => row.TokensPerSecond, isDescending),
        RequestColumn.InterTokenP95 => NullsLast(rows, row => row.Record.InterTokenP95 == null, row => row.Record.InterTokenP95, isDescending),
        RequestColumn.EndToEnd => Ordered(rows, row => row.Record.EndToEnd, isDescending),
        RequestColumn.Preemptions => Ordered(rows, row => row.Record.PreemptionCount, isDescending),
        RequestColumn.Outcome => Ordered(rows, row => row.Record.FinishReason, isDescending),
        _ => throw new ArgumentOutOfRangeException(nameof(column), column, "The column cannot be sorted."),
    };

    // Compares ids and names without case. Each row searches all owners, who are few.
    private static Expression<Func<ServedRequest, string>> NameAmong(IQueryable<Account> owners) => row => EF.Functions.Collate(
        owners.Where(owner => EF.Functions.Collate(owner.Id.ToString(), "NOCASE") == row.Record.UserId).Select(owner => owner.Name).FirstOrDefault() ?? row.Record.UserId, "NOCASE");

    private static Expression<Func<ServedRequest, bool>> Holding(string text, IReadOnlyList<string> userIds)
    {
        string within = LikePattern.Containing(text);
        string prefix = LikePattern.BeginningWith(text);
        return row => EF.Functions.Like(row.Record.Model, within, LikePattern.Escape)
            || EF.Functions.Like(row.Record.Error, within, LikePattern.Escape)
            || EF.Functions.Like(row.Record.Id.ToString(), prefix, LikePattern.Escape)
            || userIds.Contains(row.Record.UserId);
    }

    // Sorts equal rows newest first, so that the order is the same on all pages.
    private static IQueryable<ServedRequest> Ordered<T>(IQueryable<ServedRequest> rows, Expression<Func<ServedRequest, T>> key, bool isDescending) =>
        (isDescending ? rows.OrderByDescending(key) : rows.OrderBy(key)).ThenByDescending(row => row.Record.ArrivedAt).ThenByDescending(row => row.Number);

    // Sorts missing values last in both directions. SQLite already does so when descending.
    private static IQueryable<ServedRequest> NullsLast<T>(
        IQueryable<ServedRequest> rows, Expression<Func<ServedRequest, bool>> isNull, Expression<Func<ServedRequest, T>> key, bool isDescending) => isDescending
        ? Ordered(rows, key, isDescending)
        : rows.OrderBy(isNull).ThenBy(key).ThenByDescending(row => row.Record.ArrivedAt).ThenByDescending(row => row.Number);
}
