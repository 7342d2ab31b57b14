using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Tests.Quantization;

namespace QwenWebChat.Tests.Kernels;

/// <summary>Every kernel of this processor against plain loops over the same numbers, bit for bit.</summary>
public sealed class PanelKernelTests
{
    public static TheoryData<string> Kernels => [.. AllKernels.Select(kernel => kernel.Name)];

    private static IEnumerable<PanelKernel> AllKernels => PanelKernel.Supported.SelectMany(kernel => kernel.RowVariants);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Run_RandomForms_EqualPlainLoops(string kernel)
    {
        Random random = new(20);
        for (int round = 0; round < 150; round++)
        {
            int bits = random.Next(2) == 0 ? 4 : 8;
            int groupSize = 16 << random.Next(4);
            RandomMatrix matrix = new(
                random,
                rows: random.Next(1, 70),
                columns: groupSize * random.Next(1, 6),
                bits,
                groupSize,
                hasOffsets: random.Next(2) == 0,
                hasHalfScales: random.Next(2) == 0,
                isShuffled: random.Next(4) == 0,
                magnitude: Math.Pow(10, random.Next(-6, 3)));
            float[] x = RandomRows(random, random.Next(1, 14), matrix.ColumnCount, Math.Pow(10, random.Next(-8, 8)));
            float[]? bias = random.Next(2) == 0 ? null : RandomRows(random, 1, matrix.RowCount, 1);

            float[] outputs = Run(kernel, matrix, x, bias);

            Assert.Equal(Plain(matrix, x, bias), outputs);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Run_LargestValues_DoNotOverflow(string kernel)
    {
        foreach ((int bits, int groupSize) in new[] { (4, 16), (4, 32), (8, 32) })
        {
            foreach (sbyte sign in new sbyte[] { 1, -1 })
            {
                ConstantMatrix matrix = new(rows: 16, columns: 256, bits, value: (byte)((1 << bits) - 1), groupSize);
                float[] x = [.. Enumerable.Repeat((float)sign, 256)];

                float[] outputs = Run(kernel, matrix, x, bias: null);

                // 127 steps of 1/127 each: exact but for the scale's rounding.
                Assert.All(outputs, output => Assert.Equal(sign * 256f * ((1 << (bits - 1)) - 1), output, 1e-2f));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Run_OneRowOrMany_GiveTheSameBits(string kernel)
    {
        Random random = new(21);
        RandomMatrix matrix = new(random, 50, 384, 4, 32, hasOffsets: true, hasHalfScales: true);
        float[] x = RandomRows(random, 11, 384, 1);

        float[] together = Run(kernel, matrix, x, bias: null);

        for (int row = 0; row < 11; row++)
        {
            Assert.Equal(together.AsSpan(row * 50, 50).ToArray(), Run(kernel, matrix, x.AsSpan(row * 384, 384).ToArray(), bias: null));
        }
    }

    /// <summary>
    /// A single row and every number of adjacent panels, which are multiplied in sets of four, two and one; the last panel
    /// is not full.
    /// </summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Run_OneRowAndAnyPanels_EqualPlainLoops(string kernel)
    {
        Random random = new(26);
        foreach ((int bits, int groupSize, bool hasOffsets) in new[] { (4, 16, true), (4, 32, false), (4, 128, true), (8, 32, false), (8, 128, true) })
        {
            RandomMatrix matrix = new(random, 100, 256, bits, groupSize, hasOffsets, hasHalfScales: true);
            float[] x = RandomRows(random, 1, 256, 1);
            float[] bias = RandomRows(random, 1, 100, 1);
            float[] expected = Plain(matrix, x, bias);
            for (int first = 0; first < 7; first++)
            {
                for (int end = first + 1; end <= 7; end++)
                {
                    float[] outputs = RunPanels(kernel, matrix, x, bias, first, end - first);

                    Range rows = (16 * first)..Math.Min(16 * end, 100);
                    Assert.Equal(expected[rows], outputs[rows]);
                    // Other outputs are left alone.
                    Assert.All(outputs[..rows.Start.Value], output => Assert.Equal(0, output));
                    Assert.All(outputs[rows.End.Value..], output => Assert.Equal(0, output));
                }
            }
        }
    }

    /// <summary>The error of 8-bit activations: half a step of 1/127 of the group's largest, a product of the weights.</summary>
    [Fact]
    public void Run_FloatActivations_StayWithinHalfAStep()
    {
        Random random = new(22);
        RandomMatrix matrix = new(random, 64, 512, 4, 128, hasOffsets: true, hasHalfScales: false);
        float[] x = RandomRows(random, 3, 512, 2);

        float[] outputs = Run(PanelKernel.Supported[0].Name, matrix, x, bias: null);

        for (int row = 0; row < 3; row++)
        {
            for (int n = 0; n < 64; n++)
            {
                double exact = Enumerable.Range(0, 512).Sum(k => matrix.Weight(n, k) * x[(row * 512) + k]);
                double bound = Enumerable.Range(0, 512).Sum(k => Math.Abs(matrix.Weight(n, k)) * 2 / 127 / 2);
                Assert.Equal(exact, outputs[(row * 64) + n], bound + 1e-4);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Run_ActivationThatIsNoNumber_Shows(string kernel)
    {
        RandomMatrix matrix = new(new Random(23), 16, 64, 4, 32, hasOffsets: false, hasHalfScales: true);
        foreach (float broken in new[] { float.NaN, float.PositiveInfinity })
        {
            float[] x = RandomRows(new Random(24), 2, 64, 1);
            x[70] = broken;

            float[] outputs = Run(kernel, matrix, x, bias: null);

            Assert.All(outputs[..16], output => Assert.True(float.IsFinite(output)));
            Assert.All(outputs[16..], output => Assert.False(float.IsFinite(output)));
        }
    }

    [Fact]
    public void Run_ZeroAndTinyRows_GiveZero()
    {
        RandomMatrix matrix = new(new Random(25), 16, 64, 8, 16, hasOffsets: true, hasHalfScales: true);
        float[] x = new float[128];
        x.AsSpan(64).Fill(1e-39f);

        float[] outputs = Run(PanelKernel.Supported[0].Name, matrix, x, bias: null);

        Assert.All(outputs, output => Assert.Equal(0, output));
    }

    private static float[] Run(string name, QuantizedMatrix matrix, float[] x, float[]? bias)
    {
        using QuantizedWeight weight = WeightPacker.Pack(matrix, CancellationToken.None);
        using KernelThreads threads = new(1);
        float[] outputs = new float[x.Length / matrix.ColumnCount * matrix.RowCount];
        new QuantizedProduct(threads, PanelKernelChoice.Of(AllKernels.Single(kernel => kernel.Name == name))).Run(x, [weight], bias, outputs);
        return outputs;
    }

    private static unsafe float[] RunPanels(string name, QuantizedMatrix matrix, float[] x, float[] bias, int first, int count)
    {
        PanelKernel kernel = AllKernels.Single(kernel => kernel.Name == name);
        using QuantizedWeight weight = WeightPacker.Pack(matrix, CancellationToken.None);
        using QuantizedRows rows = new(1, weight.Form, kernel);
        float[] outputs = new float[matrix.RowCount];
        fixed (float* source = x, start = bias, target = outputs)
        {
            rows.FillTile(0, source);
            kernel.Run(weight, first, count, rows, start, target, matrix.RowCount);
        }

        return outputs;
    }

    private static float[] Plain(RandomMatrix matrix, float[] x, float[]? bias)
    {
        int rowCount = x.Length / matrix.ColumnCount;
        float[] outputs = new float[rowCount * matrix.RowCount];
        for (int row = 0; row < rowCount; row++)
        {
            for (int n = 0; n < matrix.RowCount; n++)
            {
                float sum = bias?[n] ?? 0;
                for (int group = 0; group < matrix.GroupCount; group++)
                {
                    int[] columns = [.. Enumerable.Range(group * matrix.GroupSize, matrix.GroupSize)];
                    float[] activations = [.. columns.Select(k => x[(row * matrix.ColumnCount) + (matrix.ColumnOrder?[k] ?? k)])];
                    float peak = activations.Max(MathF.Abs);
                    float factor = peak > 1e-35f ? 127 / peak : 0;
                    float scale = peak > 1e-35f ? peak / 127 : 0;
                    int[] rounded = [.. activations.Select(value => (int)MathF.Round(value * factor))];
                    int zero = matrix.HasOffsets ? 0 : matrix.ZeroPoint;
                    int dot = columns.Zip(rounded, (k, value) => (matrix.Value(n, k) - zero) * value).Sum();
                    sum = MathF.FusedMultiplyAdd(dot, matrix.Scale(n, group) * scale, sum);
                    if (matrix.HasOffsets)
                    {
                        sum = MathF.FusedMultiplyAdd(-matrix.Offset(n, group), scale * rounded.Sum(), sum);
                    }
                }

                outputs[(row * matrix.RowCount) + n] = sum;
            }
        }

        return outputs;
    }

    private static float[] RandomRows(Random random, int rows, int columns, double magnitude) =>
        [.. Enumerable.Range(0, rows * columns).Select(_ => (float)(((random.NextDouble() * 2) - 1) * magnitude))];
}
