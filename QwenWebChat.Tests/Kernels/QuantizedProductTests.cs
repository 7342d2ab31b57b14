using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Tests.Quantization;

namespace QwenWebChat.Tests.Kernels;

public sealed class QuantizedProductTests
{
    private const int Columns = 128;

    private static readonly PanelKernelChoice Widest = PanelKernelChoice.Of(PanelKernel.Supported[0]);

    /// <summary>Weights of different forms over the same rows, as the query, key and value of some GGUF files are.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(9, 1)]
    [InlineData(9, 4)]
    public void Run_SeveralWeights_EqualOneAfterTheOther(int rowCount, int threadCount)
    {
        Random random = new(30);
        QuantizedWeight[] weights =
        [
            Pack(new RandomMatrix(random, 500, Columns, 4, 32, hasOffsets: false, hasHalfScales: true)),
            Pack(new RandomMatrix(random, 33, Columns, 4, 32, hasOffsets: true, hasHalfScales: false)),
            Pack(new RandomMatrix(random, 70, Columns, 8, 16, hasOffsets: false, hasHalfScales: false)),
            Pack(new RandomMatrix(random, 16, Columns, 4, 32, hasOffsets: false, hasHalfScales: true, isShuffled: true)),
        ];
        int outputCount = weights.Sum(weight => weight.Form.RowCount);
        float[] x = [.. Enumerable.Range(0, rowCount * Columns).Select(_ => random.NextSingle() - 0.5f)];
        float[] bias = [.. Enumerable.Range(0, outputCount).Select(_ => random.NextSingle())];
        float[] together = new float[rowCount * outputCount];

        using KernelThreads threads = new(threadCount);
        new QuantizedProduct(threads, Widest).Run(x, weights, bias, together);

        using KernelThreads alone = new(1);
        int start = 0;
        int firstBias = 0;
        foreach (QuantizedWeight weight in weights)
        {
            int rows = weight.Form.RowCount;
            float[] one = new float[rowCount * rows];
            new QuantizedProduct(alone, Widest).Run(x, [weight], bias.AsSpan(firstBias, rows), one);
            Assert.Equal(one, together.AsSpan(start, one.Length).ToArray());
            start += one.Length;
            firstBias += rows;
            weight.Dispose();
        }
    }

    /// <summary>
    /// One row with fewer panels than threads, with sets of panels and a rest, and with many panels for each thread gives
    /// the bits of the same row among others.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(9)]
    public void Run_OneRowAndAnyNumberOfPanels_EqualsTheRowAmongOthers(int threadCount)
    {
        Random random = new(31);
        using KernelThreads threads = new(threadCount);
        QuantizedProduct product = new(threads, Widest);
        foreach (int panels in new[] { 1, 2, 3, 7, 24, 37, 57, 150 })
        {
            int outputs = (16 * panels) - 5;
            using QuantizedWeight weight = Pack(new RandomMatrix(random, outputs, Columns, 4, 32, hasOffsets: true, hasHalfScales: true));
            using QuantizedWeight other = Pack(new RandomMatrix(random, 90, Columns, 8, 32, hasOffsets: false, hasHalfScales: true));
            float[] x = [.. Enumerable.Range(0, 2 * Columns).Select(_ => random.NextSingle() - 0.5f)];
            float[] many = new float[2 * (outputs + 90)];
            float[] one = new float[outputs + 90];

            product.Run(x, [weight, other], [], many);
            product.Run(x.AsSpan(0, Columns), [weight, other], [], one);

            Assert.Equal(many[..outputs], one[..outputs]);
            Assert.Equal(many.AsSpan(2 * outputs, 90).ToArray(), one[outputs..]);
        }
    }

    private static QuantizedWeight Pack(RandomMatrix matrix) => WeightPacker.Pack(matrix, TestContext.Current.CancellationToken);
}
