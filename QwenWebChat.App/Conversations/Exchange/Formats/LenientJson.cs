using System.Globalization;
using System.Text.Json;

namespace QwenWebChat.App.Conversations.Exchange.Formats;

/// <summary>Reads fields of a foreign file that may be absent or of another type; the result is null then.</summary>
internal static class LenientJson
{
    private const int ShownLength = 60;

    // Times after 1973 in milliseconds are larger than any in seconds before the year 5138.
    private const double MinMilliseconds = 100_000_000_000;

    public static JsonElement? TryGet(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? TryGetText(this JsonElement element, string name) =>
        element.TryGet(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>Returns the elements of a list; none if there is no list.</summary>
    public static IEnumerable<JsonElement> List(this JsonElement element, string name) =>
        element.TryGet(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : [];

    public static bool IsList(this JsonElement element, string name) => element.TryGet(name) is { ValueKind: JsonValueKind.Array };

    public static bool IsObject(this JsonElement element, string name) => element.TryGet(name) is { ValueKind: JsonValueKind.Object };

    public static bool IsTrue(this JsonElement element, string name) => element.TryGet(name) is { ValueKind: JsonValueKind.True };

    public static double? TryGetNumber(this JsonElement element, string name) =>
        element.TryGet(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : null;

    public static int? TryGetWhole(this JsonElement element, string name) => element.TryGet(name)?.TryGetWhole();

    public static int? TryGetWhole(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int number) ? number : null;

    /// <summary>Reads seconds or milliseconds since 1970, or a date in ISO 8601; null for a time before 1970.</summary>
    public static DateTimeOffset? TryGetTime(this JsonElement element, string name) => element.TryGetNumber(name) switch
    {
        > 0 and < MinMilliseconds and double seconds => DateTimeOffset.UnixEpoch.AddSeconds(seconds),
        >= MinMilliseconds and < MinMilliseconds * 1_000 and double milliseconds => DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds),
        _ => DateTimeOffset.TryParse(element.TryGetText(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            && time >= DateTimeOffset.UnixEpoch ? time : null,
    };

    /// <summary>Describes a value for an error message: a short value itself, otherwise its type.</summary>
    public static string Describe(this JsonElement element) =>
        element.ValueKind is JsonValueKind.Object or JsonValueKind.Array || element.GetRawText() is { Length: > ShownLength }
            ? $"a JSON {element.ValueKind.ToString().ToLowerInvariant()}"
            : element.GetRawText();
}
