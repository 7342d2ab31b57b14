using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Tests.Quantization;

public sealed class GroupRoundingTests
{
    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(128)]
    public void ToNibbles_RandomGroups_ErrLessThanPlainRounding(int size)
    {
        Random random = new(size);
        double searched = 0;
        double plain = 0;
        for (int round = 0; round < 200; round++)
        {
            float[] weights = Normal(random, size, 0.02);
            byte[] values = new byte[size];

            (float scale, float offset) = GroupRounding.ToNibbles(weights, values);

            Assert.All(values, value => Assert.InRange(value, 0, 15));
            Assert.Equal((scale, offset), ((float)(Half)scale, (float)(Half)offset));
            double error = weights.Zip(values, (weight, value) => Math.Pow((scale * value) - offset - weight, 2)).Sum();
            double plainError = PlainError(weights);
            Assert.InRange(error, 0, plainError * 1.02);
            searched += error;
            plain += plainError;
        }

        Assert.InRange(searched / plain, 0, 0.9);
    }

    [Fact]
    public void ToNibbles_SixteenEvenSteps_AreExact()
    {
        float[] weights = [.. Enumerable.Range(0, 32).Select(i => ((i % 16) * 0.25f) - 1.5f)];
        byte[] values = new byte[32];

        (float scale, float offset) = GroupRounding.ToNibbles(weights, values);

        Assert.Equal(weights, values.Select(value => (scale * value) - offset));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.5f)]
    [InlineData(-3f)]
    [InlineData(1e-30f)]
    public void Rounding_OneValueEverywhere_KeepsIt(float weight)
    {
        float[] weights = [.. Enumerable.Repeat(weight, 32)];
        byte[] values = new byte[32];

        (float scale, float offset) = GroupRounding.ToNibbles(weights, values);
        Assert.All(values, value => Assert.Equal(weight, (scale * value) - offset, Math.Abs(weight) * 0.002f + 1e-7f));

        float byteScale = GroupRounding.ToBytes(weights, values);
        Assert.All(values, value => Assert.Equal(weight, byteScale * (value - 128), Math.Abs(weight) * 0.002f + 1e-7f));
    }

    [Fact]
    public void ToBytes_RandomGroup_StaysWithinHalfAStep()
    {
        float[] weights = Normal(new Random(7), 32, 3);
        byte[] values = new byte[32];

        float scale = GroupRounding.ToBytes(weights, values);

        Assert.All(weights.Zip(values), pair => Assert.Equal(pair.First, scale * (pair.Second - 128), scale * 0.51f));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e30f)]
    public void Rounding_WeightOutOfReach_GivesNoFiniteScale(float weight)
    {
        float[] weights = Normal(new Random(8), 32, 1);
        weights[5] = weight;
        byte[] values = new byte[32];

        (float scale, float offset) = GroupRounding.ToNibbles(weights, values);

        Assert.False(float.IsFinite(scale) && float.IsFinite(offset));
        Assert.False(float.IsFinite(GroupRounding.ToBytes(weights, values)));
    }

    /// <summary>From the smallest to the largest in fifteen steps.</summary>
    private static double PlainError(float[] weights)
    {
        float low = Math.Min(0, weights.Min());
        float scale = (float)(Half)((Math.Max(0, weights.Max()) - low) / 15);
        float offset = (float)(Half)(-low);
        return weights.Sum(weight => Math.Pow((scale * Math.Clamp(MathF.Round((weight + offset) / scale), 0, 15)) - offset - weight, 2));
    }

    private static float[] Normal(Random random, int count, double deviation) =>
    [
        .. Enumerable.Range(0, count).Select(_ =>
            (float)(deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))),
    ];
}
