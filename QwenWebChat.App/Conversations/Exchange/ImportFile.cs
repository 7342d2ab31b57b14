using System.Text.Json;

namespace QwenWebChat.App.Conversations.Exchange;

/// <summary>
/// The JSON values of a file: a single value, or one for each line (JSON Lines). Holds the file in memory until disposed.
/// An invalid line is rejected alone.
/// </summary>
internal sealed class ImportFile : IDisposable
{
    // The reader does not recurse: each level costs it one bit.
    private const int MaxDepth = 100_000_000;

    // LibreChat nests each message in its parent, two levels for each message. JsonDocument scans all values of a list or
    // an object when it ends, so its time grows with values times levels: enough for about 6,000 nested messages.
    private const long MaxWork = 2_000_000_000;
    private const int UsualDepth = 64;

    // This number of lines decides whether the file is JSON Lines.
    private const int SampledLines = 100;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    private readonly List<JsonDocument> _documents = [];
    private readonly List<ImportedValue> _values = [];
    private readonly List<RefusedChat> _refused = [];

    private ImportFile(int replacedCount) => ReplacedCount = replacedCount;

    public IReadOnlyList<ImportedValue> Values => _values;

    /// <summary>The lines that are not valid JSON.</summary>
    public IReadOnlyList<RefusedChat> Refused => _refused;

    /// <summary>The number of unpaired surrogates that were replaced by U+FFFD.</summary>
    public int ReplacedCount { get; }

    /// <exception cref="ImportException">The file is not JSON.</exception>
    public static async Task<ImportFile> ReadAsync(Stream input, CancellationToken cancellationToken)
    {
        using MemoryStream buffer = new();
        await input.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        (ReadOnlyMemory<byte> utf8, int replaced) = JsonBytes.Read(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        ImportFile file = new(replaced);
        try
        {
            file.Parse(utf8);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Dispose() => _documents.ForEach(document => document.Dispose());

    private void Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            Add("", utf8);
        }
        catch (JsonException exception)
        {
            List<(int Number, Range Range)> lines = [.. Lines(utf8)];
            if (!AreJsonLines(utf8, lines))
            {
                throw new ImportException(
                    $"Line {(exception.LineNumber ?? 0) + 1}, byte {(exception.BytePositionInLine ?? 0) + 1}", "no JSON", "a whole file of JSON, or of JSON Lines", exception);
            }

            lines.ForEach(line => AddLine(line.Number, utf8[line.Range]));
        }
    }

    private void Add(string where, ReadOnlyMemory<byte> utf8)
    {
        (_, int depth, long count) = Measure(utf8.Span);
        if (depth > UsualDepth && depth * count > MaxWork)
        {
            throw new ImportException(where.Length > 0 ? where : "The file", $"{count} values, up to {depth} levels deep", "chats with fewer levels of nesting");
        }

        JsonDocument document = JsonDocument.Parse(utf8, Options);
        _documents.Add(document);
        _values.Add(new ImportedValue(where, document.RootElement));
    }

    private void AddLine(int number, ReadOnlyMemory<byte> line)
    {
        try
        {
            Add($"Line {number}", line);
        }
        catch (JsonException exception)
        {
            RefusedChat.Add(_refused, new RefusedChat("", $"Line {number}, byte {(exception.BytePositionInLine ?? 0) + 1}", "no JSON", "a JSON value on each line"));
        }
        catch (ImportException exception)
        {
            RefusedChat.Add(_refused, new RefusedChat("", exception));
        }
    }

    // A damaged indented file also has lines that are valid JSON, but few.
    private static bool AreJsonLines(ReadOnlyMemory<byte> utf8, List<(int Number, Range Range)> lines)
    {
        List<(int Number, Range Range)> sample = lines[..Math.Min(SampledLines, lines.Count)];
        return lines.Count > 1 && sample.Count(line => IsJson(utf8[line.Range])) > sample.Count / 2;
    }

    private static bool IsJson(ReadOnlyMemory<byte> line)
    {
        try
        {
            return Measure(line.Span).Root is JsonTokenType.StartObject or JsonTokenType.StartArray;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static (JsonTokenType Root, int Depth, long Count) Measure(ReadOnlySpan<byte> utf8)
    {
        Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        JsonTokenType root = reader.Read() ? reader.TokenType : JsonTokenType.None;
        (int depth, long count) = (0, 1);
        while (reader.Read())
        {
            depth = Math.Max(depth, reader.CurrentDepth);
            count++;
        }

        return (root, depth, count);
    }

    // Returns the lines that are not blank, numbered from 1.
    private static IEnumerable<(int Number, Range Range)> Lines(ReadOnlyMemory<byte> utf8)
    {
        int start = 0;
        for (int number = 1; start < utf8.Length; number++)
        {
            int length = utf8.Span[start..].IndexOf((byte)'\n');
            int end = length < 0 ? utf8.Length : start + length;
            if (utf8.Span[start..end].ContainsAnyExcept(" \t\r"u8))
            {
                yield return (number, start..end);
            }

            start = end + 1;
        }
    }
}
