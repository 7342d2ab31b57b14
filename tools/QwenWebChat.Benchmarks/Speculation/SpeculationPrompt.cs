using System.Text.Json;

namespace QwenWebChat.Benchmarks.Speculation;

/// <summary>A prompt of a kind of task.</summary>
/// <param name="Kind">The name of the task, such as <c>Quotation</c>.</param>
/// <param name="Text">The user's message.</param>
internal sealed record SpeculationPrompt(string Kind, string Text)
{
    /// <summary>Reads the first message of each sample.</summary>
    /// <exception cref="ArgumentException">The file does not exist, or a line is not a sample.</exception>
    public static IReadOnlyList<SpeculationPrompt> Read(string path)
    {
        Require.That(File.Exists(path), "--prompts", $"'{path}'", "an existing file");
        return [.. File.ReadLines(path).Where(line => line.Length > 0).Select((line, i) => Parse(line) ?? throw new ArgumentException(
            $"{path}, line {i + 1} is not a sample; expected {{\"skill\": \"...\", \"turns\": [{{\"user\": \"...\"}}]}}."))];
    }

    private static SpeculationPrompt? Parse(string line)
    {
        try
        {
            using JsonDocument sample = JsonDocument.Parse(line);
            return new SpeculationPrompt(sample.RootElement.GetProperty("skill").GetString()!, sample.RootElement.GetProperty("turns")[0].GetProperty("user").GetString()!);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }
}
