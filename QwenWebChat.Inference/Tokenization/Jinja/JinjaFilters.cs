namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>The filters and tests that chat templates of this family use, by Jinja's names.</summary>
internal static class JinjaFilters
{
    public static object? Apply(string name, object? value, List<object?> arguments) => name switch
    {
        "trim" => JinjaMembers.Strip(JinjaValue.Text(value), arguments.ElementAtOrDefault(0)),
        "length" or "count" => Length(value),
        "upper" => JinjaValue.Text(value).ToUpperInvariant(),
        "lower" => JinjaValue.Text(value).ToLowerInvariant(),
        "string" or "safe" => JinjaValue.Text(value),
        "first" => JinjaValue.Index(value, 0L),
        "last" => JinjaValue.Index(value, -1L),
        "list" => new List<object?>(JinjaValue.Entries(value)),
        "items" => value is Dictionary<string, object?> map ? Items(map) : throw Wrong(name, value),
        "join" => Join(value, arguments.ElementAtOrDefault(0) is { } separator ? JinjaValue.Text(separator) : ""),
        "replace" => JinjaMembers.Replace(JinjaValue.Text(value), arguments.ElementAtOrDefault(0), arguments.ElementAtOrDefault(1)),
        "default" or "d" => value is JinjaUndefined || (arguments.ElementAtOrDefault(1) is true && !JinjaValue.IsTrue(value)) ? arguments.ElementAtOrDefault(0) : value,
        _ => throw Wrong(name, value),
    };

    public static bool Test(string name, object? value) => name switch
    {
        "defined" => value is not JinjaUndefined,
        "undefined" => value is JinjaUndefined,
        "none" => value is null,
        "string" => value is string,
        "mapping" => value is Dictionary<string, object?>,
        "sequence" or "iterable" => value is string or List<object?> or Dictionary<string, object?>,
        "number" => value is long or double,
        "integer" => value is long,
        "boolean" => value is bool,
        "true" => value is true,
        "false" => value is false,
        _ => throw new JinjaException($"the test {name}"),
    };

    public static List<object?> Items(Dictionary<string, object?> map) => [.. map.Select(entry => new List<object?> { entry.Key, entry.Value })];

    private static long Length(object? value) => value switch
    {
        string text => text.Length,
        List<object?> list => list.Count,
        Dictionary<string, object?> map => map.Count,
        JinjaUndefined => 0,
        _ => throw Wrong("length", value),
    };

    private static string Join(object? value, string separator)
    {
        List<string> texts = JinjaValue.Entries(value).ConvertAll(JinjaValue.Text);
        JinjaWork.RequireLength((int)Math.Min(int.MaxValue, texts.Sum(text => (long)text.Length + separator.Length)));
        return string.Join(separator, texts);
    }

    private static JinjaException Wrong(string filter, object? value) => new($"the filter {filter} on {JinjaValue.Describe(value)}");
}
