using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>A matrix of a model as a card multiplies with it.</summary>
/// <param name="Name">Such as <c>gate, up</c>.</param>
/// <param name="Rows">Output features.</param>
/// <param name="Columns">Input features.</param>
/// <param name="Bits">4, or 8 as two matrices of 4.</param>
internal sealed record LayerShape(string Name, int Rows, int Columns, int Bits)
{
    private static readonly int[] GroupSizes = [128, 64, 32];

    /// <summary>Columns that share a scale.</summary>
    public int GroupSize => Array.Find(GroupSizes, size => Columns % size == 0);

    /// <summary>Those of a model: joined where their input is the same, as it is run.</summary>
    public static IReadOnlyList<LayerShape> All(Qwen2Config config)
    {
        int heads = config.HeadCount * config.HeadSize;
        return
        [
            new("q, k, v", heads + (2 * config.KeyValueHeadCount * config.HeadSize), config.HiddenSize, 4),
            new("o", config.HiddenSize, heads, 4),
            new("gate, up", 2 * config.IntermediateSize, config.HiddenSize, 4),
            new("down", config.HiddenSize, config.IntermediateSize, 4),
            new("head", config.VocabularySize, config.HiddenSize, 8),
        ];
    }
}
