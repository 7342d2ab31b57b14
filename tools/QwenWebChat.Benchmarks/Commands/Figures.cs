using System.Globalization;
using System.Text.Json;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>Writes figures as lines of text or as one JSON object.</summary>
internal static class Figures
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web);

    public static void Write<T>(TextWriter output, T figures, IEnumerable<FormattableString> lines, bool isJson)
    {
        if (isJson)
        {
            output.WriteLine(JsonSerializer.Serialize(figures, Format));
            return;
        }

        foreach (FormattableString line in lines)
        {
            output.WriteLine(line.ToString(CultureInfo.InvariantCulture));
        }
    }
}
