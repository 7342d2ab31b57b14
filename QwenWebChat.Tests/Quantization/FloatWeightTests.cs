using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Tests.Quantization;

public sealed class FloatWeightTests
{
    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(16, 64, true)]
    [InlineData(37, 250, false)]
    [InlineData(37, 250, true)]
    public void Pack_AnySize_KeepsEveryWeight(int rows, int columns, bool isBFloat16)
    {
        RandomFloats matrix = new(new Random(rows), rows, columns, isBFloat16);

        using FloatWeight weight = matrix.Pack();

        float[] read = new float[columns];
        for (int row = 0; row < rows; row++)
        {
            weight.Dequantize(row, read);
            Assert.Equal(Enumerable.Range(0, columns).Select(k => matrix.Weight(row, k)), read);
        }

        // Whole panels of 16 rows.
        Assert.Equal((rows + 15) / 16 * 16 * columns * (isBFloat16 ? 2 : 4), weight.Bytes);
    }

    [Fact]
    public void Pack_ReadingFails_ThrowsWhatItThrew()
    {
        Assert.Throws<CheckpointException>(() => FloatWeight.Pack<float>(
            40, 8, (_, _) => throw new CheckpointException("file", "cut off", "the whole file"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Pack_AnotherType_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => FloatWeight.Pack<double>(1, 1, (_, _) => { }, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Dequantize_RowThatIsNotThere_IsRefused(int row)
    {
        using FloatWeight weight = new RandomFloats(new Random(1), 3, 8, isBFloat16: true).Pack();

        Assert.Throws<ArgumentOutOfRangeException>(() => weight.Dequantize(row, new float[8]));
    }
}
