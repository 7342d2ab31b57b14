using System.Diagnostics.CodeAnalysis;
using QwenWebChat.App.Data;
using QwenWebChat.App.Exports;

namespace QwenWebChat.App.Audit;

/// <summary>Converts a filter to the query parameters of an address, and back.</summary>
internal static class AuditAddress
{
    private const string Name = "name";
    private const string Action = "action";
    private const string Outcome = "outcome";
    private const string From = "from";
    private const string To = "to";

    private static readonly string[] All = [Name, Action, Outcome, From, To];

    /// <summary>Returns the query string with a leading question mark, or an empty text.</summary>
    public static string Write(AuditFilter filter)
    {
        List<KeyValuePair<string, string?>> parameters = [];
        QueryFields.Add(parameters, Name, string.IsNullOrWhiteSpace(filter.Name) ? null : filter.Name.Trim());
        QueryFields.Add(parameters, Action, filter.Action?.ToString());
        QueryFields.Add(parameters, Outcome, filter.Outcome?.ToString());
        QueryFields.Add(parameters, From, QueryFields.Write(filter.From));
        QueryFields.Add(parameters, To, QueryFields.Write(filter.To));
        return QueryString.Create(parameters).Value ?? "";
    }

    /// <param name="problem">The error in one line; set if the result is false.</param>
    public static bool TryRead(IQueryCollection parameters, [NotNullWhen(true)] out AuditFilter? filter, [NotNullWhen(false)] out string? problem)
    {
        filter = null;
        try
        {
            QueryFields.RefuseUnknown(parameters, All);
            filter = new AuditFilter
            {
                Name = QueryFields.Single(parameters, Name),
                Action = QueryFields.SingleName<AuditAction>(parameters, Action),
                Outcome = QueryFields.SingleName<AuditOutcome>(parameters, Outcome),
                From = QueryFields.Time(parameters, From),
                To = QueryFields.Time(parameters, To),
            };
            problem = null;
            return true;
        }
        catch (FormatException exception)
        {
            problem = exception.Message;
            return false;
        }
    }
}
