using QwenWebChat.Benchmarks;
using QwenWebChat.Benchmarks.Gpu;
using QwenWebChat.Benchmarks.Synthesis;

namespace QwenWebChat.Tests.Benchmarks.Gpu;

/// <summary>The arithmetic of the floors and of the timings.</summary>
public sealed class CeilingsTests
{
    // Of Qwen2.5-7B's layers: 28 x (4,608 x 3,584 + 3,584 x 3,584 + 37,888 x 3,584 + 3,584 x 18,944).
    private const double LayerParameters = 6_525_288_448;

    [Theory]
    [InlineData(8_192, 0.8)]
    [InlineData(65_536, 11.4)]
    [InlineData(131_072, 34.4)]
    public void FirstTokenFloor_Of7B_IsProductsAndAttention(int tokens, double secondsAt150)
    {
        // 2 x 2 x 28 layers x 28 heads x 128 x tokens^2 / 2.
        double operations = (2 * LayerParameters * tokens) + (2.0 * 28 * 28 * 128 * tokens * tokens);

        Assert.Equal(operations, Ceilings.PromptOperations(QwenShapes.Named("7b"), tokens), operations * 1e-12);
        Assert.Equal(secondsAt150, new Ceilings(1, 150e12).FirstTokenFloor(QwenShapes.Named("7b"), tokens), secondsAt150 * 0.02);
    }

    [Fact]
    public void DecodeFloor_IsWeightsAndCachedTokensOverTheBandwidth()
    {
        Ceilings ceilings = new(1e12, 1);

        Assert.Equal(4.5e-3, ceilings.DecodeFloor(4_500_000_000, 1, 0, 57_344), 1e-12);
        Assert.Equal(4.5e-3 + (8 * 1_000 * 57_344 / 1e12), ceilings.DecodeFloor(4_500_000_000, 8, 1_000, 57_344), 1e-12);
    }

    [Fact]
    public void Timing_OfRuns_IsTheMedianWithItsSpread()
    {
        Assert.Equal(new Timing(2, 1, 5), Timing.Of([5, 1, 2]));
        Assert.Equal(2, Timing.Of([5, 1, 2]).Spread);
        Assert.Equal(new Timing(2.5, 1, 4), Timing.Of([4, 1, 3, 2]));
    }
}
