using System.Runtime.Intrinsics;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Tests.Kernels;

public sealed unsafe class FloatMathTests
{
    // Two roundings at the end of the series, and what the series leaves out.
    private const double MostUnits = 3;

    private static readonly Dictionary<string, Func<float, float>> Exponentials = FindExponentials();

    public static TheoryData<string> Lanes => [.. Exponentials.Keys];

    [Theory]
    [MemberData(nameof(Lanes))]
    public void Exp_FiniteRange_IsWithinUnitsOfTheLastPlace(string lanes)
    {
        Random random = new(40);
        for (int i = 0; i < 100_000; i++)
        {
            float x = i < 1_000 ? (i - 500) / 1_000f : (random.NextSingle() * 174) - 87;
            double exact = Math.Exp(x);

            double error = Math.Abs(Exponentials[lanes](x) - exact);

            Assert.True(error <= MostUnits * (MathF.BitIncrement((float)exact) - (float)exact), $"e^{x:R} is off by {error}");
        }
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public void Exp_BeyondTheRange_IsZeroOrFinite(string lanes)
    {
        foreach (float x in new[] { float.NegativeInfinity, float.MinValue, -1e9f, -100, -88.01f })
        {
            Assert.Equal(0, Exponentials[lanes](x));
        }

        foreach (float x in new[] { 88, 89, 1e9f, float.MaxValue, float.PositiveInfinity })
        {
            Assert.Equal(MathF.Exp(88), Exponentials[lanes](x), 1e32f);
        }
    }

    [Theory]
    [MemberData(nameof(Lanes))]
    public void Exp_SpecialNumbers_AreExact(string lanes)
    {
        Assert.Equal(1, Exponentials[lanes](0));
        Assert.Equal(1, Exponentials[lanes](-0f));
        Assert.Equal(1, Exponentials[lanes](float.Epsilon));
        Assert.True(float.IsNaN(Exponentials[lanes](float.NaN)));
    }

    private static Dictionary<string, Func<float, float>> FindExponentials()
    {
        Dictionary<string, Func<float, float>> found = new() { ["portable"] = Exp<PortableFloats, Vector128<float>> };
        if (Avx2Floats.IsSupported)
        {
            found["AVX2"] = Exp<Avx2Floats, Vector256<float>>;
        }

        if (Avx512Floats.IsSupported)
        {
            found["AVX-512"] = Exp<Avx512Floats, Vector512<float>>;
        }

        return found;
    }

    private static float Exp<TLanes, TFloats>(float x)
        where TLanes : struct, IFloatLanes<TFloats>
    {
        float* lanes = stackalloc float[TLanes.Count];
        TLanes.Store(lanes, FloatMath<TLanes, TFloats>.Exp(TLanes.Repeat(x)));
        return lanes[TLanes.Count - 1];
    }
}
