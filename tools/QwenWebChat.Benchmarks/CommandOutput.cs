using System.Text.Json;
using System.Text.Json.Serialization;

namespace QwenWebChat.Benchmarks;

/// <summary>The destination of a command's results: lines of text or, with <c>--json</c>, JSON objects.</summary>
/// <param name="Text">The standard output.</param>
/// <param name="Error">The standard error, for progress.</param>
internal sealed record CommandOutput(TextWriter Text, TextWriter Error, bool IsJson)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    public static string Json(object figures) => JsonSerializer.Serialize(figures, Format);

    /// <summary>Writes figures as one JSON object or as these lines.</summary>
    public void Write(object figures, IEnumerable<FormattableString> lines)
    {
        foreach (string line in IsJson ? [Json(figures)] : lines.Select(FormattableString.Invariant))
        {
            Text.WriteLine(line);
        }
    }
}
