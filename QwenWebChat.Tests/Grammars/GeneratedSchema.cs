using System.Globalization;

namespace QwenWebChat.Tests.Grammars;

/// <summary>Random schemas of the supported keywords.</summary>
internal static class GeneratedSchema
{
    public static string Next(Random random, int depth) => random.Next(depth > 0 ? 9 : 5) switch
    {
        0 => """{"type":"boolean"}""",
        1 => Number(random),
        2 => Text(random),
        3 => $$"""{"enum":["a",{{random.Next(9)}},null,"b{{random.Next(9)}}"]}""",
        4 => """{"type":["string","null"],"maxLength":5}""",
        5 or 6 => Object(random, depth),
        7 => $$"""{"type":"array","items":{{Next(random, depth - 1)}},"minItems":{{random.Next(3)}},"maxItems":{{3 + random.Next(3)}}}""",
        _ => $$"""{"anyOf":[{{Next(random, depth - 1)}},{{Next(random, depth - 1)}}]}""",
    };

    private static string Number(Random random)
    {
        int min = random.Next(-50, 50);
        string bounds = string.Create(CultureInfo.InvariantCulture, $"\"minimum\":{min},\"maximum\":{min + random.Next(100)}.5");
        return random.Next(3) switch
        {
            0 => $$"""{"type":"integer",{{bounds}}}""",
            1 => $$"""{"type":"number",{{bounds}}}""",
            _ => $$"""{"type":"number","multipleOf":0.5,{{bounds}}}""",
        };
    }

    private static string Text(Random random) => random.Next(4) switch
    {
        0 => $$"""{"type":"string","minLength":{{random.Next(3)}},"maxLength":{{3 + random.Next(9)}}}""",
        1 => """{"type":"string","pattern":"^[A-Z][a-z]{1,4}( [A-Z])?$"}""",
        2 => """{"type":"string","format":"date"}""",
        _ => """{"type":"string","pattern":"a.b","maxLength":8}""",
    };

    private static string Object(Random random, int depth)
    {
        string[] names = [.. Enumerable.Range(0, random.Next(4)).Select(i => $"k{i}")];
        string properties = string.Join(',', names.Select(name => $"\"{name}\":{Next(random, depth - 1)}"));
        string required = string.Join(',', names.Where(_ => random.Next(2) == 0).Select(name => $"\"{name}\""));
        string others = random.Next(3) switch { 0 => ",\"additionalProperties\":false", 1 => $",\"additionalProperties\":{Next(random, 0)},\"maxProperties\":5", _ => ",\"maxProperties\":6" };
        return $$"""{"type":"object","properties":{ {{properties}} },"required":[{{required}}]{{others}}}""";
    }
}
