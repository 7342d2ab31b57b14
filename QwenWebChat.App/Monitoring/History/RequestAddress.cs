using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using QwenWebChat.App.Exports;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring.History;

/// <summary>Converts a filter to the query parameters of an address, and back.</summary>
internal static class RequestAddress
{
    private const string Text = "text";
    private const string Kind = "kind";
    private const string Outcome = "outcome";
    private const string From = "from";
    private const string To = "to";
    private const string MinSeconds = "minSeconds";

    private static readonly string[] All = [Text, Kind, Outcome, From, To, MinSeconds];

    /// <summary>Returns the query string with a leading question mark, or an empty text.</summary>
    public static string Write(RequestFilter filter)
    {
        List<KeyValuePair<string, string?>> parameters = [];
        QueryFields.Add(parameters, Text, string.IsNullOrWhiteSpace(filter.Text) ? null : filter.Text.Trim());
        foreach (RequestKind kind in filter.Kinds)
        {
            QueryFields.Add(parameters, Kind, kind.ToString());
        }

        foreach (FinishReason reason in filter.FinishReasons)
        {
            QueryFields.Add(parameters, Outcome, reason.ToString());
        }

        QueryFields.Add(parameters, From, QueryFields.Write(filter.From));
        QueryFields.Add(parameters, To, QueryFields.Write(filter.To));
        QueryFields.Add(parameters, MinSeconds, filter.MinEndToEnd?.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        return QueryString.Create(parameters).Value ?? "";
    }

    /// <param name="problem">The error in one line; set if the result is false.</param>
    public static bool TryRead(IQueryCollection parameters, [NotNullWhen(true)] out RequestFilter? filter, [NotNullWhen(false)] out string? problem)
    {
        filter = null;
        try
        {
            QueryFields.RefuseUnknown(parameters, All);
            filter = new RequestFilter
            {
                Text = QueryFields.Single(parameters, Text),
                Kinds = QueryFields.Names<RequestKind>(parameters, Kind),
                FinishReasons = QueryFields.Names<FinishReason>(parameters, Outcome),
                From = QueryFields.Time(parameters, From),
                To = QueryFields.Time(parameters, To),
                MinEndToEnd = Seconds(parameters, MinSeconds),
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

    private static TimeSpan? Seconds(IQueryCollection parameters, string name)
    {
        const double MaxSeconds = 86_400 * 365;
        return QueryFields.Single(parameters, name) is not { } value ? null
            : double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= MaxSeconds ? TimeSpan.FromSeconds(seconds)
            : throw QueryFields.Invalid(name, value, FormattableString.Invariant($"0 to {MaxSeconds} seconds, such as 2.5"));
    }
}
