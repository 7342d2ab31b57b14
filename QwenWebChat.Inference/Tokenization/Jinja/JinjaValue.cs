using System.Globalization;

namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>
/// The operations on a template's values, as in Python: null for none, <see cref="bool"/>, <see cref="long"/>, <see
/// cref="double"/>, <see cref="string"/>, lists, dictionaries with string keys, functions, and <see cref="Undefined"/>.
/// </summary>
internal static class JinjaValue
{
    public static readonly JinjaUndefined Undefined = new();

    public static bool IsTrue(object? value) => value switch
    {
        null or JinjaUndefined => false,
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        string text => text.Length > 0,
        List<object?> list => list.Count > 0,
        Dictionary<string, object?> map => map.Count > 0,
        _ => true,
    };

    /// <summary>Returns the text of a value in the output.</summary>
    public static string Text(object? value) => value switch
    {
        null => "None",
        JinjaUndefined => "",
        bool flag => flag ? "True" : "False",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        string text => text,
        _ => throw new JinjaException($"{Describe(value)} written as text"),
    };

    public static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (string a, string b) => string.Equals(a, b, StringComparison.Ordinal),
        (long a, double b) => a == b,
        (double a, long b) => a == b,
        (List<object?> or Dictionary<string, object?>, List<object?> or Dictionary<string, object?>) => throw new JinjaException("two lists compared"),
        _ => Equals(left, right),
    };

    public static int Compare(object? left, object? right) => (left, right) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        (long a, long b) => a.CompareTo(b),
        _ => Number(left).CompareTo(Number(right)),
    };

    public static object? Calculate(string sign, object? left, object? right)
    {
        switch (sign, left, right)
        {
            case ("~", _, _):
                return Joined(Text(left), Text(right));
            case ("+", string a, string b):
                return Joined(a, b);
            case ("+", List<object?> a, List<object?> b):
                JinjaWork.RequireLength(a.Count + b.Count);
                return new List<object?>([.. a, .. b]);
            case (_, long a, long b) when sign != "/":
                return Whole(sign, a, b);
            default:
                double x = Number(left);
                double y = Number(right);
                return sign switch
                {
                    "+" => x + y,
                    "-" => x - y,
                    "*" => x * y,
                    "/" => x / y,
                    _ => throw new JinjaException($"{sign} between {Describe(left)} and {Describe(right)}"),
                };
        }
    }

    public static bool Contains(object? owner, object? item) => owner switch
    {
        string text => item is string part && text.Contains(part, StringComparison.Ordinal),
        List<object?> list => list.Exists(entry => AreEqual(entry, item)),
        Dictionary<string, object?> map => item is string key && map.ContainsKey(key),
        _ => throw new JinjaException($"a search in {Describe(owner)}"),
    };

    public static object? Index(object? owner, object? key) => (owner, key) switch
    {
        (Dictionary<string, object?> map, string name) => map.TryGetValue(name, out object? value) ? value : Undefined,
        (List<object?> list, long at) => At(at, list.Count) is { } index ? list[index] : Undefined,
        (string text, long at) => At(at, text.Length) is { } index ? text[index].ToString() : Undefined,
        (JinjaUndefined or null, _) => throw new JinjaException("an item of an undefined value"),
        _ => Undefined,
    };

    /// <summary>Returns a slice of a list or string; bounds that are not numbers mean its end.</summary>
    public static object? Slice(object? owner, object? from, object? to, object? step)
    {
        int length = owner is string whole ? whole.Length : owner is List<object?> all ? all.Count : throw new JinjaException($"a slice of {Describe(owner)}");
        long stride = step is long given ? given : 1;
        if (stride is not (1 or -1))
        {
            throw new JinjaException($"a slice by {stride}");
        }

        long start = from is long first ? Math.Clamp(first < 0 ? first + length : first, stride > 0 ? 0 : -1, stride > 0 ? length : length - 1) : stride > 0 ? 0 : length - 1;
        long end = to is long last ? Math.Clamp(last < 0 ? last + length : last, stride > 0 ? 0 : -1, stride > 0 ? length : length - 1) : stride > 0 ? length : -1;
        IEnumerable<int> places = stride > 0
            ? Enumerable.Range((int)start, (int)Math.Max(0, end - start))
            : Enumerable.Range((int)end + 1, (int)Math.Max(0, start - end)).Reverse();
        return owner is string text
            ? string.Concat(places.Select(place => text[place]))
            : new List<object?>(places.Select(place => ((List<object?>)owner)[place]));
    }

    /// <summary>Returns the items of a loop.</summary>
    public static List<object?> Entries(object? value) => value switch
    {
        List<object?> list => list,
        Dictionary<string, object?> map => [.. map.Keys],
        JinjaUndefined => [],
        _ => throw new JinjaException($"a loop over {Describe(value)}"),
    };

    public static string Describe(object? value) => value switch
    {
        null => "none",
        JinjaUndefined => "nothing",
        bool => "a flag",
        long or double => "a number",
        string => "a text",
        List<object?> => "a list",
        Dictionary<string, object?> => "a mapping",
        _ => "a function",
    };

    private static string Joined(string left, string right)
    {
        JinjaWork.RequireLength(left.Length + right.Length);
        return left + right;
    }

    private static long Whole(string sign, long left, long right) => sign switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        // Python rounds towards minus infinity.
        "//" when right is not (0 or -1) => (left / right) - (left % right != 0 && (left < 0) != (right < 0) ? 1 : 0),
        "%" when right is not (0 or -1) => ((left % right) + right) % right,
        _ => throw new JinjaException($"{left} {sign} {right}"),
    };

    private static double Number(object? value) => value switch
    {
        long number => number,
        double number => number,
        _ => throw new JinjaException($"a calculation with {Describe(value)}"),
    };

    private static int? At(long index, int count)
    {
        long at = index < 0 ? index + count : index;
        return at >= 0 && at < count ? (int)at : null;
    }
}
