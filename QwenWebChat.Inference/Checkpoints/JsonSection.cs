using System.Text.Json;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// One object of a configuration file. Every reader gives a value of the wanted kind and range, or throws the
/// <see cref="CheckpointException"/> that names the file, the key with the value found, and what would be right.
/// A key whose value is null counts as absent, as in Hugging Face's files.
/// </summary>
internal sealed class JsonSection
{
    private const int NoToken = -1;

    private readonly JsonElement _object;
    private readonly string _prefix;

    private JsonSection(string path, string prefix, JsonElement content)
    {
        Path = path;
        _prefix = prefix;
        _object = content;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    public static JsonSection Load(string path, string expected) =>
        Of(path, CheckpointJson.ReadFile(path, expected));

    /// <summary>The file's object, already parsed.</summary>
    public static JsonSection Of(string path, JsonElement content) => new(path, string.Empty, content);

    /// <summary>The names of its keys.</summary>
    public IEnumerable<string> Keys => _object.EnumerateObject().Select(member => CheckpointJson.Name(Path, member));

    public bool Has(string key) => Find(key) is not null;

    /// <summary>Whether the key stands there with the value null, where that means more than its absence.</summary>
    public bool IsNull(string key) => _object.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>An object within this one, or null where it is absent.</summary>
    public JsonSection? Section(string key)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Object
            ? new JsonSection(Path, $"{_prefix}{key}.", value)
            : throw Wrong(key, "an object");
    }

    /// <summary>The objects within an object; none where it is absent. Members that are no objects are left out.</summary>
    public IReadOnlyList<JsonSection> Sections(string key) => Section(key) is { } parent
        ?
        [
            .. parent._object.EnumerateObject()
                .Where(member => member.Value.ValueKind == JsonValueKind.Object)
                .Select(member => parent.Section(CheckpointJson.Name(Path, member))!),
        ]
        : [];

    public string? Text(string key)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.String
            ? CheckpointJson.Text(Path, value)
            : throw Wrong(key, "a string");
    }

    /// <summary>A text that is only shown; null also where the value is no text.</summary>
    public string? Label(string key) => Find(key) is { ValueKind: JsonValueKind.String } value ? CheckpointJson.Text(Path, value) : null;

    public bool? Flag(string key) => Find(key)?.ValueKind switch
    {
        null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(key, "true or false"),
    };

    /// <summary>A whole number of at least <paramref name="minimum"/>, or null where it is absent.</summary>
    public int? OptionalInteger(string key, int minimum)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        return TryInteger(value, minimum, out int number)
            ? number
            : throw Wrong(key, $"a whole number from {minimum} to {int.MaxValue}");
    }

    /// <summary>A whole number of at least 1 that must be there.</summary>
    public int Count(string key) =>
        OptionalInteger(key, 1) ?? throw Wrong(key, $"a whole number from 1 to {int.MaxValue}");

    /// <summary>A finite number for which <paramref name="isRight"/> holds, or null where it is absent.</summary>
    public double? OptionalNumber(string key, Func<double, bool> isRight, string expected)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out double number)
            && double.IsFinite(number)
            && isRight(number)
                ? number
                : throw Wrong(key, expected);
    }

    /// <summary>A number above 0, or null where it is absent.</summary>
    public double? OptionalPositive(string key) => OptionalNumber(key, number => number > 0, "a number above 0");

    /// <summary>One token id or a list of them; none where it is absent. -1 stands for no token.</summary>
    public IReadOnlyList<int> TokenIds(string key)
    {
        if (Find(key) is not { } value)
        {
            return [];
        }

        List<int> ids = [];
        IEnumerable<JsonElement> items = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [value];
        foreach (JsonElement item in items)
        {
            int id = TryInteger(item, NoToken, out int found) ? found : throw Wrong(key, "a token id or a list of token ids");
            if (id != NoToken)
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    /// <summary>Two numbers of at least 1, or null where they are absent.</summary>
    public (int First, int Second)? OptionalCounts(string key)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Array
            && value.GetArrayLength() == 2
            && TryInteger(value[0], 1, out int first)
            && TryInteger(value[1], 1, out int second)
                ? (first, second)
                : throw Wrong(key, "a list of two whole numbers from 1 on");
    }

    /// <summary>A list of strings; none where it is absent.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        if (Find(key) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array
            || value.EnumerateArray().Any(item => item.ValueKind != JsonValueKind.String))
        {
            throw Wrong(key, "a list of strings");
        }

        return [.. value.EnumerateArray().Select(item => CheckpointJson.Text(Path, item))];
    }

    /// <summary>A value as it stands in the file, for a message; null where it is absent.</summary>
    public string? Quote(string key) => Find(key) is { } value ? CheckpointJson.Quote(value) : null;

    /// <summary>The error for a key, with the value that stands in the file.</summary>
    public CheckpointException Wrong(string key, string expected) => Find(key) is { } value
        ? new CheckpointException(Path, $"{_prefix}{key} = {CheckpointJson.Quote(value)}", expected)
        : new CheckpointException(Path, $"no {_prefix}{key}", expected);

    private static bool TryInteger(JsonElement value, int minimum, out int number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number) && number >= minimum;
    }

    private JsonElement? Find(string key) =>
        _object.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
