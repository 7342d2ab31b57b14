using System.Text.Json;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// One object of a configuration file. Every reader returns a value of the expected type and range, or throws a <see
/// cref="CheckpointException"/> with the file, the key, the value found and what is expected. A key with the value null
/// counts as absent, as in Hugging Face's files.
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

    /// <summary>Wraps the file's object, already parsed.</summary>
    public static JsonSection Of(string path, JsonElement content) => new(path, string.Empty, content);

    /// <summary>The names of its keys.</summary>
    public IEnumerable<string> Keys => _object.EnumerateObject().Select(member => CheckpointJson.Name(Path, member));

    public bool Has(string key) => Find(key) is not null;

    /// <summary>Returns whether the key has the value null, for keys where that differs from absence.</summary>
    public bool IsNull(string key) => _object.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Null;

    /// <summary>Returns a nested object; null if it is absent.</summary>
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

    /// <summary>Returns the objects within an object; empty if it is absent. Members that are not objects are left out.</summary>
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

    /// <summary>Returns a text for display; null if it is absent or not a text.</summary>
    public string? Label(string key) => Find(key) is { ValueKind: JsonValueKind.String } value ? CheckpointJson.Text(Path, value) : null;

    public bool? Flag(string key) => Find(key)?.ValueKind switch
    {
        null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(key, "true or false"),
    };

    /// <summary>Returns an integer of at least <paramref name="minimum"/>; null if it is absent.</summary>
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

    /// <summary>Returns a required integer of at least 1.</summary>
    public int Count(string key) =>
        OptionalInteger(key, 1) ?? throw Wrong(key, $"a whole number from 1 to {int.MaxValue}");

    /// <summary>Returns a finite number for which <paramref name="isRight"/> holds; null if it is absent.</summary>
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

    /// <summary>Returns a number above 0; null if it is absent.</summary>
    public double? OptionalPositive(string key) => OptionalNumber(key, number => number > 0, "a number above 0");

    /// <summary>Returns one token id or a list of them; empty if it is absent. -1 means no token.</summary>
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

    /// <summary>Returns two integers of at least 1; null if they are absent.</summary>
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

    /// <summary>Returns a list of strings; empty if it is absent.</summary>
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

    /// <summary>Returns a value as in the file, for a message; null if it is absent.</summary>
    public string? Quote(string key) => Find(key) is { } value ? CheckpointJson.Quote(value) : null;

    /// <summary>Returns the error for a key, with the value in the file.</summary>
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
