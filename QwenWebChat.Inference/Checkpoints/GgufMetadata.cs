using System.Buffers;
using System.Globalization;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// The keys of a GGUF file. Every reader returns a value of the expected type and range, or throws a <see
/// cref="CheckpointException"/> with the file, the key, the value found and what is expected. Integers of any width are
/// accepted, because writers differ.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="values">The values: boxed numbers and booleans, strings, and arrays of them.</param>
internal sealed class GgufMetadata(string path, IReadOnlyDictionary<string, object> values)
{
    private const int QuotedCharacters = 80;

    private static readonly SearchValues<char> NotInNames = SearchValues.Create("/\\:*?\"<>|");

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    public bool Has(string key) => values.ContainsKey(key);

    public string? Text(string key) => Find<string>(key, "a text");

    /// <summary>
    /// Returns a text for display: one line, short, and without characters that file names cannot contain. Null if it
    /// is absent or not a text.
    /// </summary>
    public string? Label(string key)
    {
        string text = values.GetValueOrDefault(key) as string ?? "";
        string shown = string.Concat(text.Take(QuotedCharacters).Select(character => char.IsControl(character) || NotInNames.Contains(character) ? ' ' : character)).Trim();
        return shown.Length > 0 ? shown : null;
    }

    /// <summary>Returns a token id; null if it is absent or -1 in any integer width, which means no token.</summary>
    public int? TokenId(string key) =>
        values.GetValueOrDefault(key) is -1 or (short)-1 or (sbyte)-1 or -1L or uint.MaxValue or ulong.MaxValue ? null : OptionalInteger(key, 0);

    /// <summary>Returns an integer of at least <paramref name="minimum"/>; null if it is absent.</summary>
    public int? OptionalInteger(string key, int minimum)
    {
        if (!values.TryGetValue(key, out object? value))
        {
            return null;
        }

        return TryInteger(value, out int number) && number >= minimum
            ? number
            : throw Wrong(key, $"a whole number from {minimum} to {int.MaxValue}");
    }

    /// <summary>Returns a required integer of at least 1.</summary>
    public int Count(string key) =>
        OptionalInteger(key, 1) ?? throw Wrong(key, $"a whole number from 1 to {int.MaxValue}");

    /// <summary>
    /// Returns a finite number for which <paramref name="isRight"/> holds; null if it is absent. A float32 is read as
    /// the shortest decimal that represents it: converters write the 1e-6 of a config.json as 9.999999974752427e-07.
    /// </summary>
    public double? OptionalNumber(string key, Func<double, bool> isRight, string expected)
    {
        if (!values.TryGetValue(key, out object? value))
        {
            return null;
        }

        double? number = value switch
        {
            float single => double.Parse(single.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            double wide => wide,
            _ => TryInteger(value, out int integer) ? integer : null,
        };
        return number is { } found && double.IsFinite(found) && isRight(found) ? found : throw Wrong(key, expected);
    }

    /// <summary>Returns a number above 0; null if it is absent.</summary>
    public double? OptionalPositive(string key) => OptionalNumber(key, number => number > 0, "a number above 0");

    /// <summary>Returns a list of texts; null if it is absent.</summary>
    public IReadOnlyList<string>? Texts(string key) => Find<string[]>(key, "a list of texts");

    /// <summary>Returns a list of integers; null if it is absent.</summary>
    public IReadOnlyList<int>? Integers(string key)
    {
        if (!values.TryGetValue(key, out object? value))
        {
            return null;
        }

        // Compared by the exact type: to the runtime a uint[] is an int[] as well.
        return value switch
        {
            int[] numbers when value.GetType() == typeof(int[]) => numbers,
            uint[] numbers when value.GetType() == typeof(uint[]) && Array.TrueForAll(numbers, number => number <= int.MaxValue) => Array.ConvertAll(numbers, number => (int)number),
            _ => throw Wrong(key, "a list of whole numbers of 32 bits"),
        };
    }

    /// <summary>Returns the error for a key, with the value in the file.</summary>
    public CheckpointException Wrong(string key, string expected) => values.TryGetValue(key, out object? value)
        ? new CheckpointException(Path, $"{key} = {Describe(value)}", expected)
        : new CheckpointException(Path, $"no {key}", expected);

    /// <summary>Returns a text of the file for a message: one line, and not too long.</summary>
    public static string Quote(string text)
    {
        string shown = text.Length <= QuotedCharacters ? text : text[..QuotedCharacters] + "…";
        return $"'{string.Concat(shown.Select(character => char.IsControl(character) ? ' ' : character))}'";
    }

    private static string Describe(object value) => value switch
    {
        string text => Quote(text),
        Array list => $"a list of {list.Length}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static bool TryInteger(object value, out int number)
    {
        Int128? wide = value switch
        {
            byte found => found,
            sbyte found => found,
            ushort found => found,
            short found => found,
            uint found => found,
            int found => found,
            ulong found => found,
            long found => found,
            _ => null,
        };
        bool fits = wide >= int.MinValue && wide <= int.MaxValue;
        number = fits ? (int)wide!.Value : 0;
        return fits;
    }

    private T? Find<T>(string key, string expected)
        where T : class
    {
        if (!values.TryGetValue(key, out object? value))
        {
            return null;
        }

        return value as T ?? throw Wrong(key, expected);
    }
}
