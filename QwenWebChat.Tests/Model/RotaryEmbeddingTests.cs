using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;

namespace QwenWebChat.Tests.Model;

public sealed class RotaryEmbeddingTests
{
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

    /// <summary>Stretching by need gives what a configuration with the same YaRN gives, which the golden fixtures hold.</summary>
    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 40_000)]
    [InlineData(4, 131_071)]
    public void For_Factor_EqualsTheConfigurationThatNamesIt(int factor, int position)
    {
        YarnScaling? named = factor == 1 ? null : new YarnScaling(factor, 32_768);

        Assert.Equal(Row(new RotaryEmbeddings(SevenB with { RopeScaling = named }).For(1), position), Row(new RotaryEmbeddings(SevenB).For(factor), position));
    }

    /// <summary>The fastest pair turns by the position itself, the slowest by its fourth part; both are 1 + 0.1 ln 4 long.</summary>
    [Fact]
    public void For_FactorFour_LeavesFastPairsAndSlowsTheSlow()
    {
        const int Position = 20_000;
        float[] row = Row(new RotaryEmbeddings(SevenB).For(4), Position);
        double length = 1 + (0.1 * Math.Log(4));
        double slowest = Math.Pow(1e6, -126.0 / 128);

        Assert.Equal(length * Math.Cos(Position), row[0], 1e-5);
        Assert.Equal(length * Math.Cos(Position * slowest / 4), row[63], 1e-5);
        Assert.Equal(length * Math.Sin(Position * slowest / 4), row[127], 1e-5);
    }

    private static float[] Row(RotaryEmbedding rotary, int position)
    {
        float[] row = new float[128];
        rotary.Fill(position, row.AsSpan(0, 64), row.AsSpan(64));
        return row;
    }
}
