namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>The members of a template's values: methods as in Python, and the entries of mappings.</summary>
internal static class JinjaMembers
{
    public static object? Of(object? owner, string name) => owner switch
    {
        string text => OfText(text, name),
        Dictionary<string, object?> map => OfMap(map, name),
        null or JinjaUndefined => throw new JinjaException($"the member {name} of an undefined value"),
        _ => JinjaValue.Undefined,
    };

    /// <summary>Removes the given characters (whitespace by default) from one end or both ends of a text.</summary>
    public static string Strip(string text, object? characters, bool atStart = true, bool atEnd = true)
    {
        char[]? cut = characters is string named ? named.ToCharArray() : null;
        string rest = atStart ? text.TrimStart(cut) : text;
        return atEnd ? rest.TrimEnd(cut) : rest;
    }

    public static string Replace(string text, object? part, object? other)
    {
        if (part is not string { Length: > 0 } from || other is not string to)
        {
            throw new JinjaException("a replacement of no text");
        }

        JinjaWork.RequireLength(text.Length + (text.AsSpan().Count(from) * to.Length));
        return text.Replace(from, to, StringComparison.Ordinal);
    }

    private static JinjaFunction? Method(string text, string name) => name switch
    {
        "strip" => (given, _) => Strip(text, First(given)),
        "lstrip" => (given, _) => Strip(text, First(given), atEnd: false),
        "rstrip" => (given, _) => Strip(text, First(given), atStart: false),
        "startswith" => (given, _) => First(given) is string start && text.StartsWith(start, StringComparison.Ordinal),
        "endswith" => (given, _) => First(given) is string end && text.EndsWith(end, StringComparison.Ordinal),
        "upper" => (_, _) => text.ToUpperInvariant(),
        "lower" => (_, _) => text.ToLowerInvariant(),
        "split" => (given, _) => Split(text, First(given)),
        "replace" => (given, _) => Replace(text, First(given), given.ElementAtOrDefault(1)),
        _ => null,
    };

    private static object OfText(string text, string name) => (object?)Method(text, name) ?? JinjaValue.Undefined;

    private static object? OfMap(Dictionary<string, object?> map, string name)
    {
        JinjaFunction? method = name switch
        {
            "items" => (_, _) => JinjaFilters.Items(map),
            "keys" => (_, _) => new List<object?>(map.Keys),
            "values" => (_, _) => new List<object?>(map.Values),
            "get" => (given, _) => First(given) is string key && map.TryGetValue(key, out object? value) ? value : given.ElementAtOrDefault(1),
            _ => null,
        };
        return method ?? JinjaValue.Index(map, name);
    }

    private static object? First(IReadOnlyList<object?> given) => given.Count > 0 ? given[0] : null;

    private static List<object?> Split(string text, object? separator) => separator is string { Length: > 0 } sign
        ? [.. text.Split(sign)]
        : [.. text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
}
