using System.Text;
using QwenWebChat.Documents.Extraction.Plain;

namespace QwenWebChat.App.Components.Documents;

/// <summary>
/// Extracts the lines of a text file that distinguish encodings: the first ones with characters beyond ASCII.
/// </summary>
internal static class EncodingPreview
{
    private const int SampleBytes = 256 << 10;
    private const int MaxLines = 6;
    private const int MaxLineLength = 160;

    /// <param name="source">The file, read from its beginning as far as needed.</param>
    /// <param name="name">The IANA name of an encoding.</param>
    public static async Task<string> ReadAsync(Stream source, string name, CancellationToken cancellationToken = default)
    {
        byte[] bytes = new byte[SampleBytes];
        int count = await source.ReadAtLeastAsync(bytes, SampleBytes, throwOnEndOfStream: false, cancellationToken);
        Encoding encoding = TextEncodings.Find(name) ?? throw new ArgumentException($"The encoding {name} is not known.", nameof(name));
        string[] lines = [.. encoding.GetString(bytes, 0, count).TrimStart('\uFEFF').EnumerateTextLines()];
        string[] telling = [.. lines.Where(line => !Ascii.IsValid(line)).Take(MaxLines)];
        return string.Join('\n', (telling.Length > 0 ? telling : lines.Take(MaxLines)).Select(Cut));
    }

    private static IEnumerable<string> EnumerateTextLines(this string text)
    {
        using StringReader reader = new(text);
        while (reader.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return line;
            }
        }
    }

    // Cuts around the first character beyond ASCII: a long line may begin with a thousand ASCII characters.
    private static string Cut(string line)
    {
        int telling = Math.Max(0, line.AsSpan().IndexOfAnyExceptInRange('\0', '\u007F'));
        int start = Math.Max(0, telling - (MaxLineLength / 2));
        string cut = line[start..Math.Min(line.Length, start + MaxLineLength)];
        return (start > 0 ? "…" : "") + cut + (start + cut.Length < line.Length ? "…" : "");
    }
}
