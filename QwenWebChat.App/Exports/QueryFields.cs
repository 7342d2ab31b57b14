using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace QwenWebChat.App.Exports;

/// <summary>Reads and writes the query parameters of a download's address. A wrong one is a <see cref="FormatException"/> with one line.</summary>
internal static class QueryFields
{
    private static readonly string[] TimeFormats = ["yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-dd"];

    /// <exception cref="FormatException">There is a parameter of another name.</exception>
    public static void RefuseUnknown(IQueryCollection parameters, IReadOnlyCollection<string> known)
    {
        if (parameters.Keys.FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new FormatException($"{OneLine(unknown)} is not a parameter; expected {string.Join(", ", known)}.");
        }
    }

    /// <summary>Adds a parameter unless its value is null.</summary>
    public static void Add(List<KeyValuePair<string, string?>> parameters, string name, string? value)
    {
        if (value is not null)
        {
            parameters.Add(new(name, value));
        }
    }

    public static string? Write(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    /// <summary>Returns a text; null if it is missing or empty.</summary>
    public static string? Single(IQueryCollection parameters, string name) => parameters[name] switch
    {
        [] => null,
        [{ Length: > 0 } value] => value,
        [_] => null,
        StringValues several => throw new FormatException($"{name} is given {several.Count} times; expected once."),
    };

    public static T[] Names<T>(IQueryCollection parameters, string name)
        where T : struct, Enum => [.. parameters[name].Select(value => Name<T>(name, value ?? "")).Distinct()];

    public static T? SingleName<T>(IQueryCollection parameters, string name)
        where T : struct, Enum => Single(parameters, name) is { } value ? Name<T>(name, value) : null;

    public static DateTimeOffset? Time(IQueryCollection parameters, string name) =>
        Single(parameters, name) is not { } value ? null
            : DateTimeOffset.TryParseExact(value, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time) ? time
            : throw Invalid(name, value, "a time such as 2025-06-10T12:00:00Z");

    public static FormatException Invalid(string name, string value, string expected) => new($"{name} is '{OneLine(value)}'; expected {expected}.");

    private static T Name<T>(string name, string value)
        where T : struct, Enum
    {
        // Does not use Enum.TryParse, because that accepts numbers as names.
        string? known = Enum.GetNames<T>().FirstOrDefault(other => string.Equals(other, value, StringComparison.OrdinalIgnoreCase));
        return known is not null ? Enum.Parse<T>(known) : throw Invalid(name, value, string.Join(", ", Enum.GetNames<T>()));
    }

    private static string OneLine(string value)
    {
        const int MaxLength = 80;
        string line = new([.. value.Select(letter => char.IsControl(letter) ? ' ' : letter)]);
        return line.Length > MaxLength ? line[..MaxLength] + "…" : line;
    }
}
