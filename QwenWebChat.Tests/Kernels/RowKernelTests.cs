using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Tests.Kernels;

/// <summary>Every kernel of this processor against plain loops in float64, and bit for bit against the others.</summary>
public sealed unsafe class RowKernelTests
{
    // Lanes, four registers of them, what is between, and a real row.
    private static readonly int[] Widths = [1, 3, 4, 7, 15, 16, 17, 63, 64, 65, 100, 127, 128, 300, 896];

    public static TheoryData<string> Kernels => [.. RowKernel.Supported.Select(kernel => kernel.Name)];

    /// <summary>A float's rounding is 6e-8; the mean's, the root's and two products' add up to less than 10 of them.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Normalize_AnyWidth_EqualsPlainLoops(string kernel)
    {
        foreach (int width in Widths)
        {
            Random random = new(width);
            float[] x = RandomRow(random, width, Math.Pow(10, random.Next(-4, 5)));
            float[] weight = RandomRow(random, width, 2);

            float[] output = Normalize(kernel, x, weight, 1e-6f);

            double scale = 1 / Math.Sqrt((x.Sum(value => (double)value * value) / width) + 1e-6f);
            Near(x.Select((value, i) => value * scale * weight[i]), output, relative: 6e-7, absolute: 0);
        }
    }

    /// <summary>Both products and the sum are rounded: 3 x 6e-8 of the larger product.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Rotate_AnyHalf_EqualsPlainLoops(string kernel)
    {
        foreach (int half in Widths)
        {
            Random random = new(half);
            float[] x = RandomRow(random, 2 * half, 10);
            float[] angles = RandomRow(random, half, 7);
            float[] cos = [.. angles.Select(MathF.Cos)];
            float[] sin = [.. angles.Select(MathF.Sin)];

            float[] output = Rotate(kernel, x, cos, sin);

            Near(Enumerable.Range(0, half).Select(i => ((double)x[i] * cos[i]) - ((double)x[half + i] * sin[i])), output[..half], 0, 2e-6);
            Near(Enumerable.Range(0, half).Select(i => ((double)x[half + i] * cos[i]) + ((double)x[i] * sin[i])), output[half..], 0, 2e-6);
        }
    }

    /// <summary>The exponential is within 3 units of 1.2e-7, and three more operations are rounded.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Gate_AnyWidth_EqualsPlainLoops(string kernel)
    {
        foreach (int width in Widths)
        {
            Random random = new(width);
            float[] gate = RandomRow(random, width, random.Next(2) == 0 ? 3 : 80);
            float[] up = RandomRow(random, width, 5);

            float[] output = Gate(kernel, gate, up);

            Near(gate.Select((value, i) => value / (1 + Math.Exp(-value)) * up[i]), output, 6e-7, 0);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Gate_ExtremeGates_AreOpenOrClosed(string kernel)
    {
        float[] closed = [-88, -89, -1e4f, -1e30f, float.MinValue, float.NegativeInfinity];
        float[] open = [88, 89, 1e4f, 1e30f, float.MaxValue, float.PositiveInfinity];

        Assert.All(Gate(kernel, closed, [1, 1, 1, 1, 1, 1]), value => Assert.InRange(value, -1e-36f, 0));
        Assert.Equal(open, Gate(kernel, open, [1, 1, 1, 1, 1, 1]));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Add_AnyWidth_AddsEveryNumber(string kernel)
    {
        foreach (int width in Widths)
        {
            float[] x = RandomRow(new Random(width), width, 1);
            float[] update = RandomRow(new Random(width + 1), width, 1);

            Assert.Equal(x.Zip(update, (a, b) => a + b), Add(kernel, x, update));
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Anything_NumberThatIsNone_Shows(string kernel)
    {
        foreach (int at in new[] { 0, 20, 34 })
        {
            float[] ones = [.. Enumerable.Repeat(1f, 35)];
            float[] broken = [.. ones];
            broken[at] = float.NaN;

            Assert.All(Normalize(kernel, broken, ones, 1e-6f), value => Assert.True(float.IsNaN(value)));
            Assert.True(float.IsNaN(Add(kernel, broken, ones)[at]));
            Assert.True(float.IsNaN(Gate(kernel, broken, ones)[at]));
            Assert.True(float.IsNaN(Gate(kernel, ones, broken)[at]));
            float[] rotated = Rotate(kernel, [.. broken, .. ones], ones, ones);
            Assert.True(float.IsNaN(rotated[at]) && float.IsNaN(rotated[35 + at]));
            Assert.Equal(2, rotated.Count(float.IsNaN));
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Normalize_Zeros_GivesZeros(string kernel)
    {
        Assert.All(Normalize(kernel, new float[70], new float[70], 1e-6f), value => Assert.Equal(0, value));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Anything_AnyInstructions_GiveTheSameBits(string kernel)
    {
        foreach (int width in Widths)
        {
            Random random = new(width);
            float[] x = RandomRow(random, 2 * width, 4);
            float[] a = RandomRow(random, width, 4);
            float[] b = RandomRow(random, width, 4);

            Assert.Equal(Normalize("portable", a, b, 1e-5f), Normalize(kernel, a, b, 1e-5f));
            Assert.Equal(Gate("portable", a, b), Gate(kernel, a, b));
            Assert.Equal(Rotate("portable", x, a, b), Rotate(kernel, x, a, b));
        }
    }

    private static float[] Normalize(string kernel, float[] x, float[] weight, float epsilon)
    {
        float[] output = new float[x.Length];
        fixed (float* source = x, weights = weight, target = output)
        {
            Find(kernel).Normalize(source, weights, epsilon, target, x.Length);
        }

        return output;
    }

    private static float[] Add(string kernel, float[] x, float[] update)
    {
        float[] output = [.. x];
        fixed (float* target = output, source = update)
        {
            Find(kernel).Add(target, source, x.Length);
        }

        return output;
    }

    private static float[] Rotate(string kernel, float[] x, float[] cos, float[] sin)
    {
        float[] output = [.. x];
        fixed (float* target = output, c = cos, s = sin)
        {
            Find(kernel).Rotate(target, c, s, cos.Length);
        }

        return output;
    }

    private static float[] Gate(string kernel, float[] gate, float[] up)
    {
        float[] output = new float[gate.Length];
        fixed (float* g = gate, u = up, target = output)
        {
            Find(kernel).Gate(g, u, target, gate.Length);
        }

        return output;
    }

    private static RowKernel Find(string name) => RowKernel.Supported.Single(kernel => kernel.Name == name);

    private static float[] RandomRow(Random random, int width, double magnitude) =>
        [.. Enumerable.Range(0, width).Select(_ => (float)(((random.NextDouble() * 2) - 1) * magnitude))];

    private static void Near(IEnumerable<double> expected, float[] actual, double relative, double absolute)
    {
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, (Math.Abs(pair.First) * relative) + absolute + 1e-40));
    }
}
