using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Benchmarks.Gpu;

/// <summary>The shape of a model's matrix as a GPU multiplies with it.</summary>
/// <param name="Name">The name of the matrix, such as <c>gate, up</c>.</param>
/// <param name="Rows">Number of output features.</param>
/// <param name="Columns">Number of input features.</param>
/// <param name="Bits">4, or 8 for two matrices of 4.</param>
internal sealed record LayerShape(string Name, int Rows, int Columns, int Bits)
{
    private static readonly int[] GroupSizes = [128, 64, 32];

    /// <summary>The number of columns that share a scale.</summary>
    public int GroupSize => Array.Find(GroupSizes, size => Columns % size == 0);

    /// <summary>Returns the shapes of a model. Matrices with the same input are joined, as at run time.</summary>
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
