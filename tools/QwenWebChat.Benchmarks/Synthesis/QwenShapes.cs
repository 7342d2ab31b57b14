using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>The shapes of published Qwen2.5 models. Source: their config.json files.</summary>
internal static class QwenShapes
{
    private static readonly Dictionary<string, Qwen2Config> ByName = new(StringComparer.Ordinal)
    {
        ["7b"] = Shape(hidden: 3584, layers: 28, heads: 28, keyValueHeads: 4, intermediate: 18944, vocabulary: 152064, isTied: false),
        ["1.5b"] = Shape(hidden: 1536, layers: 28, heads: 12, keyValueHeads: 2, intermediate: 8960, vocabulary: 151936, isTied: true),
        ["0.5b"] = Shape(hidden: 896, layers: 24, heads: 14, keyValueHeads: 2, intermediate: 4864, vocabulary: 151936, isTied: true),
    };

    /// <param name="layerCount">The number of first layers, or null for all.</param>
    /// <exception cref="ArgumentException">The shape is unknown, or has fewer layers.</exception>
    public static Qwen2Config Named(string name, int? layerCount = null)
    {
        if (!ByName.TryGetValue(name, out Qwen2Config? shape))
        {
            throw new ArgumentException($"--shape is '{name}'; it must be one of {string.Join(", ", ByName.Keys)}.");
        }

        int layers = layerCount ?? shape.LayerCount;
        return layers >= 1 && layers <= shape.LayerCount
            ? shape with { LayerCount = layers }
            : throw new ArgumentException($"--layers is {layers}; {name} has {shape.LayerCount}, so it must be 1 to {shape.LayerCount}.");
    }

    /// <summary>Returns a configuration with a given shape and the other values of Qwen2.5.</summary>
    public static Qwen2Config Shape(int hidden, int layers, int heads, int keyValueHeads, int intermediate, int vocabulary, bool isTied) => new()
    {
        HiddenSize = hidden,
        LayerCount = layers,
        HeadCount = heads,
        KeyValueHeadCount = keyValueHeads,
        HeadSize = hidden / heads,
        IntermediateSize = intermediate,
        VocabularySize = vocabulary,
        TieWordEmbeddings = isTied,
        MaxPositionEmbeddings = 32768,
        RopeTheta = 1e6,
        RmsNormEps = 1e-6,
    };
}
