using System.Buffers;
using System.Globalization;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// The keys of a GGUF file. Every reader gives a value of the wanted kind and range, or throws the
/// <see cref="CheckpointException"/> that names the file, the key with the value found, and what would be right.
/// Integers count as such whatever their width, since writers differ.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="values">Boxed numbers and flags, strings, and arrays of either.</param>
internal sealed class GgufMetadata(string path, IReadOnlyDictionary<string, object> values)
{
    private const int QuotedCharacters = 80;

    private static readonly SearchValues<char> NotInNames = SearchValues.Create("/\\:*?\"<>|");

    /// <summary>The file.</summary>
    public string Path { get; } = path;

    public bool Has(string key) => values.ContainsKey(key);

    public string? Text(string key) => Find<string>(key, "a text");

    /// <summary>
    /// A text that is only shown: in one line, short, and without what a file name cannot hold. Null where there is none,
    /// also where the value is no text.
    /// </summary>
    public string? Label(string key)
    {
        string text = values.GetValueOrDefault(key) as string ?? "";
        string shown = string.Concat(text.Take(QuotedCharacters).Select(character => char.IsControl(character) || NotInNames.Contains(character) ? ' ' : character)).Trim();
        return shown.Length > 0 ? shown : null;
    }

    /// <summary>A token's id, or null where it is absent or -1, in whatever width: no token.</summary>
    public int? TokenId(string key) =>
        values.GetValueOrDefault(key) is -1 or (short)-1 or (sbyte)-1 or -1L or uint.MaxValue or ulong.MaxValue ? null : OptionalInteger(key, 0);

    /// <summary>A whole number of at least <paramref name="minimum"/>, or null where it is absent.</summary>
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

    /// <summary>A whole number of at least 1 that must be there.</summary>
    public int Count(string key) =>
        OptionalInteger(key, 1) ?? throw Wrong(key, $"a whole number from 1 to {int.MaxValue}");

    /// <summary>
    /// A finite number for which <paramref name="isRight"/> holds, or null where it is absent. A float32 is read as the
    /// shortest decimal that it stands for: converters write the 1e-6 of a config.json as 9.999999974752427e-07.
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

    /// <summary>A number above 0, or null where it is absent.</summary>
    public double? OptionalPositive(string key) => OptionalNumber(key, number => number > 0, "a number above 0");

    /// <summary>A list of texts, or null where it is absent.</summary>
    public IReadOnlyList<string>? Texts(string key) => Find<string[]>(key, "a list of texts");

    /// <summary>A list of whole numbers, or null where it is absent.</summary>
    public IReadOnlyList<int>? Integers(string key)
    {
        if (!values.TryGetValue(key, out object? value))
        {
            return null;
        }

        // By the exact type: to the runtime a uint[] is an int[] as well.
        return value switch
        {
            int[] numbers when value.GetType() == typeof(int[]) => numbers,
            uint[] numbers when value.GetType() == typeof(uint[]) && Array.TrueForAll(numbers, number => number <= int.MaxValue) => Array.ConvertAll(numbers, number => (int)number),
            _ => throw Wrong(key, "a list of whole numbers of 32 bits"),
        };
    }

    /// <summary>The error for a key, with the value that stands in the file.</summary>
    public CheckpointException Wrong(string key, string expected) => values.TryGetValue(key, out object? value)
        ? new CheckpointException(Path, $"{key} = {Describe(value)}", expected)
        : new CheckpointException(Path, $"no {key}", expected);

    /// <summary>A text of the file as a message may show it: in one line, and not too long.</summary>
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
