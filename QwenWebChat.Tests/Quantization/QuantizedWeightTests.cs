using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Tests.Quantization;

public sealed class QuantizedWeightTests
{
    [Theory]
    [InlineData(1, 32, 4, 32, false, true, false)]
    [InlineData(16, 64, 4, 64, true, false, false)]
    [InlineData(37, 256, 4, 128, true, true, true)]
    [InlineData(129, 96, 4, 32, true, false, true)]
    [InlineData(5, 48, 8, 16, false, false, false)]
    [InlineData(21, 48, 4, 16, true, false, false)]
    [InlineData(300, 128, 8, 32, true, true, true)]
    public void Pack_AnyForm_KeepsEveryWeight(int rows, int columns, int bits, int groupSize, bool hasOffsets, bool hasHalfScales, bool isShuffled)
    {
        RandomMatrix matrix = new(new Random(rows), rows, columns, bits, groupSize, hasOffsets, hasHalfScales, isShuffled);

        using QuantizedWeight weight = WeightPacker.Pack(matrix, TestContext.Current.CancellationToken);

        float[] read = new float[columns];
        for (int row = 0; row < rows; row++)
        {
            weight.Dequantize(row, read);
            for (int k = 0; k < columns; k++)
            {
                Assert.Equal((float)matrix.Weight(row, k), read[matrix.ColumnOrder?[k] ?? k]);
            }
        }
    }

    [Fact]
    public void Pack_MemoryOfAForm_IsWhatItPlans()
    {
        RandomMatrix matrix = new(new Random(1), 40, 128, 4, 32, hasOffsets: true, hasHalfScales: true);

        using QuantizedWeight weight = WeightPacker.Pack(matrix, TestContext.Current.CancellationToken);

        // Three panels of 16 rows; half a byte a value, and two float16 numbers a group of 32.
        Assert.Equal((48 * 128 / 2) + (48 * 4 * 2 * 2), weight.Bytes);
        Assert.Equal(weight.Form.TotalBytes, weight.Bytes);
    }

    [Theory]
    [InlineData(4, 8)]
    [InlineData(8, 256)]
    [InlineData(5, 32)]
    public void Pack_FormWithoutKernel_IsRefused(int bits, int groupSize)
    {
        RandomMatrix matrix = new(new Random(1), 16, 256, bits, groupSize, hasOffsets: false, hasHalfScales: true);

        ArgumentException error = Assert.Throws<ArgumentException>(() => WeightPacker.Pack(matrix, TestContext.Current.CancellationToken));

        Assert.Contains($"{bits} bits in groups of {groupSize}", error.Message, StringComparison.Ordinal);
    }
}
