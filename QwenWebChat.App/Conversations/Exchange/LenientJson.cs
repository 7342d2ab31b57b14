using System.Text.Json;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>Fields of a foreign file, which may be absent or of another kind: null then.</summary>
internal static class LenientJson
{
    public static JsonElement? TryGet(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? TryGetText(this JsonElement element, string name) =>
        element.TryGet(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static bool IsTrue(this JsonElement element, string name) => element.TryGet(name) is { ValueKind: JsonValueKind.True };

    public static double? TryGetNumber(this JsonElement element, string name) =>
        element.TryGet(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : null;

    public static int? TryGetWhole(this JsonElement element, string name) => element.TryGet(name)?.TryGetWhole();

    public static int? TryGetWhole(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out int number) ? number : null;
}
