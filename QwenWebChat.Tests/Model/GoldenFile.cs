using System.Text.Json;
using System.Text.Json.Serialization;

namespace QwenWebChat.Tests.Model;

/// <summary>What the independent float64 reference says of a fixture's checkpoint.</summary>
internal sealed record GoldenFile
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public required IReadOnlyList<Prompt> Prompts { get; init; }

    /// <summary>The file in a checkpoint's folder, or beside a GGUF file.</summary>
    public static GoldenFile Read(string checkpoint)
    {
        string path = Directory.Exists(checkpoint) ? Path.Combine(checkpoint, "golden.json") : Path.ChangeExtension(checkpoint, "golden.json");
        return JsonSerializer.Deserialize<GoldenFile>(File.ReadAllText(path), Format)!;
    }

    public sealed record Prompt
    {
        public required int[] Ids { get; init; }

        public required double[] Logits { get; init; }

        [JsonPropertyName("top5")]
        public required int[] TopFive { get; init; }

        public required int[] Greedy { get; init; }

        public required double[] GreedyGaps { get; init; }

        public required double MaxAbsLogit { get; init; }
    }
}
