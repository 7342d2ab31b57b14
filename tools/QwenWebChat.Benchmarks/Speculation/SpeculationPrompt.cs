using System.Text.Json;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Benchmarks.Speculation;

/// <summary>A prompt of a kind of task.</summary>
/// <param name="Class">The name of its file without extension, such as <c>copying</c>.</param>
/// <param name="Kind">The name of the task, such as <c>Quotation</c>.</param>
/// <param name="Messages">The system message, if there is one, and the user's messages before the first answer.</param>
/// <param name="Answer">The answer to replay; null if the sample has none.</param>
internal sealed record SpeculationPrompt(string Class, string Kind, IReadOnlyList<ChatMlMessage> Messages, string? Answer)
{
    /// <summary>Reads the samples of a file, or of every .jsonl file in a folder, in the order of their names.</summary>
    /// <exception cref="ArgumentException">There is no such file, or a line is not a sample.</exception>
    public static IReadOnlyList<SpeculationPrompt> Read(string path)
    {
        string[] files = Directory.Exists(path) ? [.. Directory.GetFiles(path, "*.jsonl").Order(StringComparer.Ordinal)] : [path];
        Require.That(files.Length > 0 && File.Exists(files[0]), "--prompts", $"'{path}'", "an existing file, or a folder of .jsonl files");
        return [.. files.SelectMany(ReadFile)];
    }

    private static IEnumerable<SpeculationPrompt> ReadFile(string path) => File.ReadLines(path).Select((line, i) => (Text: line, Number: i + 1))
        .Where(line => line.Text.Length > 0)
        .Select(line => Parse(Path.GetFileNameWithoutExtension(path), line.Text) ?? throw new ArgumentException(
            $"{path}, line {line.Number} is not a sample; expected {{\"skill\": \"...\", \"turns\": [{{\"user\": \"...\"}}]}}."));

    private static SpeculationPrompt? Parse(string className, string line)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement sample = document.RootElement;
            List<ChatMlMessage> messages = TextOf(sample, "system") is { Length: > 0 } system ? [new ChatMlMessage("system", system)] : [];
            string? answer = null;
            foreach (JsonElement turn in sample.GetProperty("turns").EnumerateArray().TakeWhile(_ => answer is null))
            {
                messages.Add(new ChatMlMessage("user", turn.GetProperty("user").GetString()!));
                answer = TextOf(turn, "assistant");
            }

            return messages.Count > 0 ? new SpeculationPrompt(className, sample.GetProperty("skill").GetString()!, messages, answer) : null;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? TextOf(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
