using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Tests.Quantization;

namespace QwenWebChat.Tests.Kernels;

/// <summary>Every kernel of this processor against plain loops that add in the same order, bit for bit.</summary>
public sealed class FloatProductTests
{
    public static TheoryData<string> Kernels => [.. FloatPanelKernel.Supported.Select(kernel => kernel.Name)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Run_RandomSizes_EqualPlainLoops(string kernel)
    {
        Random random = new(50);
        for (int round = 0; round < 60; round++)
        {
            RandomFloats matrix = new(random, random.Next(1, 150), random.Next(1, 301), isBFloat16: random.Next(2) == 0);
            float[] x = RandomRows(random, random.Next(1, 21), matrix.ColumnCount, Math.Pow(10, random.Next(-8, 8)));
            float[]? bias = random.Next(2) == 0 ? null : RandomRows(random, 1, matrix.RowCount, 1);

            Assert.Equal(Plain(matrix, x, bias), Run(kernel, matrix, x, bias));
        }
    }

    /// <summary>Several blocks of columns, and an odd number of tiles.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Run_ManyColumns_EqualPlainLoops(string kernel)
    {
        foreach (bool isBFloat16 in new[] { false, true })
        {
            RandomFloats matrix = new(new Random(51), 81, 1_300, isBFloat16);
            float[] x = RandomRows(new Random(52), 19, 1_300, 1);

            Assert.Equal(Plain(matrix, x, bias: null), Run(kernel, matrix, x, bias: null));
        }
    }

    /// <summary>The bound of a sum in any order: as many roundings of 6e-8 as there are columns, of the sum of magnitudes.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Run_AgainstFloat64_StaysWithinItsRoundings(string kernel)
    {
        RandomFloats matrix = new(new Random(53), 50, 700, isBFloat16: false);
        float[] x = RandomRows(new Random(54), 5, 700, 3);

        float[] output = Run(kernel, matrix, x, bias: null);

        for (int i = 0; i < output.Length; i++)
        {
            (int row, int n) = Math.DivRem(i, 50);
            double[] products = [.. Enumerable.Range(0, 700).Select(k => (double)x[(row * 700) + k] * matrix.Weight(n, k))];
            Assert.Equal(products.Sum(), output[i], products.Sum(Math.Abs) * 700 * 6e-8);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Run_OneRowOrMany_GiveTheSameBits(string kernel)
    {
        foreach (bool isBFloat16 in new[] { false, true })
        {
            RandomFloats matrix = new(new Random(55), 70, 600, isBFloat16);
            float[] x = RandomRows(new Random(56), 20, 600, 1);
            float[] bias = RandomRows(new Random(57), 1, 70, 1);
            float[] together = Run(kernel, matrix, x, bias);

            for (int first = 0; first < 20; first++)
            {
                // 1 to 20 rows, so every way to multiply them.
                float[] some = Run(kernel, matrix, x[(first * 600)..], bias);
                Assert.Equal(together[(first * 70)..], some);
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(1, 3)]
    [InlineData(9, 1)]
    [InlineData(9, 2)]
    [InlineData(9, 3)]
    public void Run_SeveralWeights_EqualOneAfterTheOther(int rowCount, int threadCount)
    {
        Random random = new(58);
        FloatWeight[] weights = [.. new[] { 500, 33, 1, 64 }.Select((rows, i) => new RandomFloats(random, rows, 800, isBFloat16: i % 2 == 1).Pack())];
        int outputCount = weights.Sum(weight => weight.RowCount);
        float[] x = RandomRows(random, rowCount, 800, 1);
        float[] bias = RandomRows(random, 1, outputCount, 1);
        float[] together = new float[rowCount * outputCount];

        using KernelThreads threads = new(threadCount);
        new FloatProduct(threads).Run(x, weights, bias, together);

        using KernelThreads alone = new(1);
        int start = 0;
        int firstBias = 0;
        foreach (FloatWeight weight in weights)
        {
            float[] one = new float[rowCount * weight.RowCount];
            new FloatProduct(alone).Run(x, [weight], bias.AsSpan(firstBias, weight.RowCount), one);
            Assert.Equal(one, together.AsSpan(start, one.Length).ToArray());
            start += one.Length;
            firstBias += weight.RowCount;
            weight.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Run_ActivationThatIsNoNumber_ShowsInItsRowOnly(string kernel)
    {
        RandomFloats matrix = new(new Random(59), 37, 90, isBFloat16: true);
        foreach (float broken in new[] { float.NaN, float.PositiveInfinity })
        {
            float[] x = RandomRows(new Random(60), 15, 90, 1);
            x[(3 * 90) + 89] = broken;

            float[] outputs = Run(kernel, matrix, x, bias: null);

            for (int i = 0; i < outputs.Length; i++)
            {
                Assert.Equal(i / 37 == 3, !float.IsFinite(outputs[i]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Run_Zeros_GiveTheBias(string kernel)
    {
        RandomFloats matrix = new(new Random(61), 20, 50, isBFloat16: false);
        float[] bias = RandomRows(new Random(62), 1, 20, 1);

        Assert.Equal([.. bias, .. bias], Run(kernel, matrix, new float[100], bias));
    }

    private static float[] Run(string name, RandomFloats matrix, float[] x, float[]? bias)
    {
        using FloatWeight weight = matrix.Pack();
        using KernelThreads threads = new(1);
        float[] outputs = new float[x.Length / matrix.ColumnCount * matrix.RowCount];
        new FloatProduct(threads, FloatPanelKernel.Supported.Single(kernel => kernel.Name == name)).Run(x, [weight], bias, outputs);
        return outputs;
    }

    private static float[] Plain(RandomFloats matrix, float[] x, float[]? bias)
    {
        float[] outputs = new float[x.Length / matrix.ColumnCount * matrix.RowCount];
        for (int i = 0; i < outputs.Length; i++)
        {
            (int row, int n) = Math.DivRem(i, matrix.RowCount);
            outputs[i] = bias?[n] ?? 0;
            for (int k = 0; k < matrix.ColumnCount; k++)
            {
                outputs[i] = MathF.FusedMultiplyAdd(matrix.Weight(n, k), x[(row * matrix.ColumnCount) + k], outputs[i]);
            }
        }

        return outputs;
    }

    private static float[] RandomRows(Random random, int rows, int columns, double magnitude) =>
        [.. Enumerable.Range(0, rows * columns).Select(_ => (float)(((random.NextDouble() * 2) - 1) * magnitude))];
}
