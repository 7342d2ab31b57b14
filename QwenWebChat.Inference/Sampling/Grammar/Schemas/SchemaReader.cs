using System.Text.Json;

namespace QwenWebChat.Inference.Sampling.Grammar.Schemas;

/// <summary>Reads the values of keywords, and says what is wrong with them.</summary>
internal static class SchemaReader
{
    private static readonly Dictionary<string, JsonTypes> TypeNames = new()
    {
        ["null"] = JsonTypes.Null,
        ["boolean"] = JsonTypes.Boolean,
        ["integer"] = JsonTypes.Integer,
        ["number"] = JsonTypes.Number,
        ["string"] = JsonTypes.String,
        ["array"] = JsonTypes.Array,
        ["object"] = JsonTypes.Object,
    };

    public static JsonTypes Types(JsonElement value, string place) => value.ValueKind switch
    {
        JsonValueKind.String when TypeNames.TryGetValue(value.GetString()!, out JsonTypes type) => type,
        JsonValueKind.Array => value.EnumerateArray().Aggregate(JsonTypes.None, (types, item) => types | Types(item, place)),
        JsonValueKind.String => throw new GrammarException(place, $"{value.GetRawText()} is not a type; types are {string.Join(", ", TypeNames.Keys)}"),
        _ => throw new GrammarException(place, "it is neither a type's name nor a list of such"),
    };

    public static JsonTypes TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => JsonTypes.Null,
        JsonValueKind.True or JsonValueKind.False => JsonTypes.Boolean,
        JsonValueKind.String => JsonTypes.String,
        JsonValueKind.Array => JsonTypes.Array,
        JsonValueKind.Object => JsonTypes.Object,
        _ => ExactDecimal.Parse(value.GetRawText()) is { Scale: > 0 } ? JsonTypes.Fraction : JsonTypes.Integer,
    };

    public static ExactDecimal Number(JsonElement value, string place) =>
        value.ValueKind != JsonValueKind.Number ? throw new GrammarException(place, "it is not a number")
        : ExactDecimal.Parse(value.GetRawText()) ?? throw new GrammarException(place, $"{value.GetRawText()} is too large or too small");

    /// <summary>Reads a count; one beyond the range of an integer counts as the largest.</summary>
    public static int Count(JsonElement value, string place)
    {
        ExactDecimal number = Number(value, place);
        return number.Scale > 0 || number.Digits.Sign < 0 ? throw new GrammarException(place, $"{value.GetRawText()} is not a number of 0 or more without fraction")
            : number.Digits >= int.MaxValue ? int.MaxValue
            : (int)number.Digits;
    }

    public static string Text(JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new GrammarException(place, "it is not a string");

    public static IReadOnlyList<string> Texts(JsonElement value, string place) =>
        [.. Items(value, place).Select(item => Text(item, place))];

    public static IReadOnlyList<JsonElement> Items(JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw new GrammarException(place, "it is not an array");

    public static IReadOnlyList<string> Keys(JsonElement value, string place) =>
        [.. Object(value, place).EnumerateObject().Select(property => property.Name).Distinct()];

    public static JsonElement Object(JsonElement value, string place) =>
        value.ValueKind == JsonValueKind.Object ? value : throw new GrammarException(place, "it is not an object");

    /// <summary>Returns whether two values are equal as JSON Schema compares them: numbers by value, objects in any order.</summary>
    public static bool AreEqual(JsonElement left, JsonElement right) =>
        left.ValueKind == JsonValueKind.Number && right.ValueKind == JsonValueKind.Number
            ? ExactDecimal.Parse(left.GetRawText()) is { } a && ExactDecimal.Parse(right.GetRawText()) is { } b ? a == b : left.GetRawText() == right.GetRawText()
            : left.ValueKind == right.ValueKind && left.ValueKind switch
            {
                JsonValueKind.String => left.GetString() == right.GetString(),
                JsonValueKind.Array => left.GetArrayLength() == right.GetArrayLength() && left.EnumerateArray().Zip(right.EnumerateArray()).All(pair => AreEqual(pair.First, pair.Second)),
                JsonValueKind.Object => left.EnumerateObject().Count() == right.EnumerateObject().Count()
                    && left.EnumerateObject().All(property => right.TryGetProperty(property.Name, out JsonElement other) && AreEqual(property.Value, other)),
                _ => true,
            };
}
