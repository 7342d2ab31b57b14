using QwenWebChat.Benchmarks.Synthesis;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Benchmarks.Synthesis;

/// <summary>Synthetic checkpoints of a megabyte.</summary>
internal static class SmallSynthesis
{
    /// <summary>The shape of the tiny fixtures.</summary>
    public static Qwen2Config Config { get; } =
        QwenShapes.Shape(hidden: 256, layers: 2, heads: 4, keyValueHeads: 2, intermediate: 512, vocabulary: 512, isTied: false);

    public static string Write(this TemporaryFolder folder, WeightFormat format, Qwen2Config? config = null, string name = "small")
    {
        Qwen2Config shape = config ?? Config;
        return CheckpointSynthesis.Write(
            shape, format, SyntheticTokenizer.Bytes(shape.VocabularySize), folder.At(name), name, TextWriter.Null, TestContext.Current.CancellationToken);
    }
}
