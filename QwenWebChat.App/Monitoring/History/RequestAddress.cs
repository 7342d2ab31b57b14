using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.Primitives;
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
        Add(parameters, Text, string.IsNullOrWhiteSpace(filter.Text) ? null : filter.Text.Trim());
        foreach (RequestKind kind in filter.Kinds)
        {
            Add(parameters, Kind, kind.ToString());
        }

        foreach (FinishReason reason in filter.FinishReasons)
        {
            Add(parameters, Outcome, reason.ToString());
        }

        Add(parameters, From, Write(filter.From));
        Add(parameters, To, Write(filter.To));
        Add(parameters, MinSeconds, filter.MinEndToEnd?.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        return QueryString.Create(parameters).Value ?? "";
    }

    /// <param name="problem">The error in one line; set if the result is false.</param>
    public static bool TryRead(IQueryCollection parameters, [NotNullWhen(true)] out RequestFilter? filter, [NotNullWhen(false)] out string? problem)
    {
        filter = null;
        try
        {
            if (parameters.Keys.FirstOrDefault(name => !All.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            {
                throw new FormatException($"{OneLine(unknown)} is not a parameter; expected {string.Join(", ", All)}.");
            }

            filter = new RequestFilter
            {
                Text = Single(parameters, Text),
                Kinds = Names<RequestKind>(parameters, Kind),
                FinishReasons = Names<FinishReason>(parameters, Outcome),
                From = Time(parameters, From),
                To = Time(parameters, To),
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

    private static void Add(List<KeyValuePair<string, string?>> parameters, string name, string? value)
    {
        if (value is not null)
        {
            parameters.Add(new(name, value));
        }
    }

    private static string? Write(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string? Single(IQueryCollection parameters, string name) => parameters[name] switch
    {
        [] => null,
        [{ Length: > 0 } value] => value,
        [_] => null,
        StringValues several => throw new FormatException($"{name} is given {several.Count} times; expected once."),
    };

    private static T[] Names<T>(IQueryCollection parameters, string name)
        where T : struct, Enum => [.. parameters[name].Select(value => Name<T>(name, value ?? "")).Distinct()];

    private static T Name<T>(string name, string value)
        where T : struct, Enum
    {
        // Does not use Enum.TryParse, because that accepts numbers as names.
        string? known = Enum.GetNames<T>().FirstOrDefault(other => string.Equals(other, value, StringComparison.OrdinalIgnoreCase));
        return known is not null ? Enum.Parse<T>(known) : throw Invalid(name, value, string.Join(", ", Enum.GetNames<T>()));
    }

    private static DateTimeOffset? Time(IQueryCollection parameters, string name)
    {
        string[] formats = ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-dd"];
        return Single(parameters, name) is not { } value ? null
            : DateTimeOffset.TryParseExact(value, formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time
            : throw Invalid(name, value, "a time such as 2025-06-10T12:00:00Z");
    }

    private static TimeSpan? Seconds(IQueryCollection parameters, string name)
    {
        const double MaxSeconds = 86_400 * 365;
        return Single(parameters, name) is not { } value ? null
            : double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and <= MaxSeconds ? TimeSpan.FromSeconds(seconds)
            : throw Invalid(name, value, FormattableString.Invariant($"0 to {MaxSeconds} seconds, such as 2.5"));
    }

    private static FormatException Invalid(string name, string value, string expected) => new($"{name} is '{OneLine(value)}'; expected {expected}.");

    private static string OneLine(string value)
    {
        const int MaxLength = 80;
        string line = new([.. value.Select(letter => char.IsControl(letter) ? ' ' : letter)]);
        return line.Length > MaxLength ? line[..MaxLength] + "…" : line;
    }
}
