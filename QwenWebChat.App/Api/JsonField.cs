using System.Globalization;
using System.Text.Json;

namespace QwenWebChat.App.Api;

/// <summary>
/// A value in the JSON body of a request, with its path. A value of another type than asked for throws an
/// <see cref="ApiException"/> with the path, what was found and what is expected. Null is the same as absent.
/// </summary>
/// <param name="Path">The path, such as <c>messages[2].content</c>; empty for the whole body.</param>
internal readonly record struct JsonField(JsonElement Value, string Path)
{
    private const int MaxShown = 40;

    // Prompts hold such values within others, which must not exceed the 64 levels that writers of JSON allow.
    private static readonly JsonSerializerOptions Copied = new(ApiJson.Options) { MaxDepth = 48 };

    /// <summary>True if the field is absent or null.</summary>
    public bool IsNull => Value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    public bool IsText => Value.ValueKind == JsonValueKind.String;

    public bool IsArray => Value.ValueKind == JsonValueKind.Array;

    public bool IsObject => Value.ValueKind == JsonValueKind.Object;

    public bool IsNumber => Value.ValueKind == JsonValueKind.Number;

    private string Name => Path.Length == 0 ? "The body" : Path;

    /// <summary>The field of an object; of an absent object, an absent field.</summary>
    public JsonField this[string name]
    {
        get
        {
            if (IsNull || !IsObject)
            {
                return IsNull ? new JsonField(default, PathOf(name)) : throw Expected("an object");
            }

            try
            {
                return new JsonField(Value.TryGetProperty(name, out JsonElement value) ? value : default, PathOf(name));
            }
            catch (InvalidOperationException)
            {
                throw InvalidName();
            }
        }
    }

    /// <summary>The text; null if it is absent.</summary>
    public string? Text()
    {
        if (IsNull)
        {
            return null;
        }

        if (!IsText)
        {
            throw Expected("a string");
        }

        try
        {
            return Value.GetString();
        }
        catch (InvalidOperationException)
        {
            throw ApiException.Invalid(Path, $"{Path} has text that is not valid Unicode: half a surrogate pair.");
        }
    }

    /// <summary>The text, which must be there.</summary>
    public string RequiredText() => Text() ?? throw Expected("a string");

    public double? Number() => IsNull ? null : IsNumber && Value.TryGetDouble(out double number) && double.IsFinite(number) ? number : throw Expected("a number");

    /// <summary>The integer, which may be written with a fraction of zero.</summary>
    public long? Long()
    {
        if (IsNull)
        {
            return null;
        }

        return IsNumber && Value.TryGetInt64(out long integer) ? integer
            : IsNumber && Value.TryGetDouble(out double number) && number == Math.Truncate(number) && Math.Abs(number) < 1L << 53 ? (long)number
            : throw Expected("an integer");
    }

    /// <param name="min">The lowest value allowed.</param>
    /// <param name="max">The highest value allowed.</param>
    public int? Integer(int min, int max = int.MaxValue) => Long() switch
    {
        null => null,
        { } value when value >= min && value <= max => (int)value,
        { } value => throw ApiException.Invalid(Path, max == int.MaxValue
            ? $"{Path} is {value.ToString(CultureInfo.InvariantCulture)}; it must be {min} or more."
            : $"{Path} is {value.ToString(CultureInfo.InvariantCulture)}; it must be {min} to {max}."),
    };

    public bool? Flag() => IsNull ? null : Value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Expected("true or false"),
    };

    /// <summary>The items of an array; none if it is absent.</summary>
    /// <param name="max">The highest number of items.</param>
    public JsonField[] Items(int max = int.MaxValue)
    {
        if (IsNull)
        {
            return [];
        }

        if (!IsArray)
        {
            throw Expected("an array");
        }

        int count = Value.GetArrayLength();
        if (count > max)
        {
            throw ApiException.Invalid(Path, $"{Path} has {count} items; at most {max} are allowed.");
        }

        string path = Path;
        return [.. Value.EnumerateArray().Select((item, index) => new JsonField(item, $"{path}[{index}]"))];
    }

    /// <summary>The members of an object; none if it is absent.</summary>
    public (string Name, JsonField Field)[] Members()
    {
        if (IsNull)
        {
            return [];
        }

        if (!IsObject)
        {
            throw Expected("an object");
        }

        JsonField self = this;
        try
        {
            return [.. Value.EnumerateObject().Select(member => (member.Name, new JsonField(member.Value, self.PathOf(member.Name))))];
        }
        catch (InvalidOperationException)
        {
            throw InvalidName();
        }
    }

    /// <summary>A copy of the JSON object, which must be there.</summary>
    public JsonElement RequiredObject() => IsObject ? Copy() : throw Expected("an object");

    /// <summary>Copies a value that becomes a part of the prompt. The copy outlives the body, whose memory is used again after the request.</summary>
    /// <exception cref="ApiException">Its text is not valid Unicode, or it is nested too deep to be written to a prompt.</exception>
    public JsonElement Copy()
    {
        try
        {
            return JsonSerializer.SerializeToElement(Value, Copied);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw ApiException.Invalid(Path, $"{Path} is nested deeper than {Copied.MaxDepth} levels, or has text that is not valid Unicode.");
        }
    }

    /// <summary>Checks all strings of the value.</summary>
    /// <exception cref="ApiException">One is not valid Unicode.</exception>
    public void CheckUnicode()
    {
        if (IsText)
        {
            Text();
        }

        foreach (JsonField child in IsArray ? Items() : IsObject ? Members().Select(member => member.Field) : [])
        {
            child.CheckUnicode();
        }
    }

    /// <summary>Returns the error for a value of a wrong type.</summary>
    /// <param name="expected">What is expected, such as <c>a string</c>.</param>
    public ApiException Expected(string expected) => ApiException.Invalid(
        Path, Value.ValueKind == JsonValueKind.Undefined ? $"{Name} is missing; it must be {expected}." : $"{Name} is {Found()}; it must be {expected}.");

    private ApiException InvalidName() => ApiException.Invalid(Path, $"{Name} has a name that is not valid Unicode.");

    private string PathOf(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    private string Found() => Value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        _ => Value.GetRawText() is { Length: <= MaxShown } text ? text : "a long number",
    };
}
