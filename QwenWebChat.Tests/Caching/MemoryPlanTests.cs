using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Tests.Caching;

public sealed class MemoryPlanTests
{
    private const long Gigabyte = 1_000_000_000;

    private static readonly Qwen2Config SevenB = new()
    {
        HiddenSize = 3_584,
        IntermediateSize = 18_944,
        LayerCount = 28,
        HeadCount = 28,
        KeyValueHeadCount = 4,
        HeadSize = 128,
        VocabularySize = 152_064,
        RopeTheta = 1e6,
        RmsNormEps = 1e-6,
        MaxPositionEmbeddings = 32_768,
    };

    /// <summary>56 KiB a token as bfloat16, 28 as int8 and its scales: the figures of the model's architecture.</summary>
    [Theory]
    [InlineData(nameof(KvFormat.Float32), 112 * 1024)]
    [InlineData(nameof(KvFormat.BFloat16), 56 * 1024)]
    [InlineData(nameof(KvFormat.Int8), (28 * 1024) + (2 * 4 * 4 * 28))]
    public void Decide_SevenB_TakesTheBytesOfItsShape(string format, int tokenBytes)
    {
        MemoryPlan plan = Decide(format, 24 * Gigabyte, 1, cacheTokens: 32_768);

        Assert.Equal(tokenBytes * 16L, plan.BlockBytes);
        Assert.Equal(32_768L * tokenBytes, plan.CacheBytes);
        Assert.Equal(2_048, plan.BlockCount);
    }

    [Fact]
    public void Decide_NoTokensAsked_TakesWhatFits()
    {
        MemoryPlan plan = Decide(nameof(KvFormat.BFloat16), 24 * Gigabyte, 0.9);

        Assert.InRange(plan.WeightBytes + plan.ActivationBytes + plan.CacheBytes, plan.Parts[0].LimitBytes - plan.BlockBytes, plan.Parts[0].LimitBytes);
    }

    [Fact]
    public void Decide_MuchMemory_TakesNoMoreThanIsOfUse()
    {
        MemoryPlan plan = Decide(nameof(KvFormat.Int8), 2_000 * Gigabyte, 0.9);

        Assert.Equal(8 * 131_072, plan.CacheTokens);
    }

    [Theory]
    [InlineData(nameof(KvFormat.BFloat16), 6, 200_000, "5.0 GB of weights, 0.1 GB for a step and 11.5 GB for 200,000 tokens of KV cache", "at most 5.4 GB, 90 % of this machine's memory; CacheTokens 5,")]
    [InlineData(nameof(KvFormat.BFloat16), 16, 200_000, "11.5 GB for 200,000 tokens", "KvCache int8 would hold them, or CacheTokens 16")]
    [InlineData(nameof(KvFormat.Int8), 5, null, "5.0 GB of weights", "Quantize int4 takes the least")]
    public void Decide_TooLittleMemory_IsRefusedWithFiguresAndWhatWouldFit(string format, int gigabytes, int? cacheTokens, string found, string expected)
    {
        CheckpointException error = Assert.Throws<CheckpointException>(() => Decide(format, gigabytes * Gigabyte, 0.9, cacheTokens));

        Assert.Contains(found, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static MemoryPlan Decide(string format, long memory, double share, int? cacheTokens = null) =>
        MemoryPlan.Decide("model", SevenB, Enum.Parse<KvFormat>(format), [PartOf(format, memory, share)], cacheTokens);

    private static MemoryPart PartOf(string format, long memory, double share) => new(
        "this machine", false, new ModelPiece(0, 28, true, true), memory, (long)(memory * share), 5 * Gigabyte, Gigabyte / 10, 28L * new KvBlockLayout(Enum.Parse<KvFormat>(format), 4, 128).BlockBytes);
}
