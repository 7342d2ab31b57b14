using System.Runtime.CompilerServices;

namespace QwenWebChat.Inference.Kernels;

/// <summary>Vectorized math functions that no instruction set provides.</summary>
internal static class FloatMath<TLanes, TFloats>
    where TLanes : IFloatLanes<TFloats>
{
    // From here down the power of two is 2^-127, which PowerOfTwo flushes to 0; from there up it is no longer finite.
    private const float Smallest = -88;
    private const float Largest = 88;

    // ln 2 in two parts, so that x - n ln 2 loses no bits (Cody and Waite 1980).
    private const float Log2E = 1.44269504f;
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    /// <summary>
    /// Computes e^x to within 2 units in the last place: exactly 0 below -88 and for minus infinity, at most e^88; NaN
    /// stays NaN.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TFloats Exp(TFloats x)
    {
        // Max returns its second argument if one is NaN.
        x = TLanes.Max(TLanes.Repeat(Smallest), x);
        x = TLanes.Subtract(TLanes.Repeat(0), TLanes.Max(TLanes.Repeat(-Largest), TLanes.Subtract(TLanes.Repeat(0), x)));
        TFloats n = TLanes.Round(TLanes.Multiply(x, TLanes.Repeat(Log2E)));
        TFloats r = TLanes.MultiplyAdd(n, TLanes.Repeat(-Ln2High), x);
        r = TLanes.MultiplyAdd(n, TLanes.Repeat(-Ln2Low), r);
        // e^r for |r| <= ln 2 / 2: the series to r^6; the remainder is below 1.3e-7.
        TFloats sum = TLanes.Repeat(1f / 720);
        sum = TLanes.MultiplyAdd(sum, r, TLanes.Repeat(1f / 120));
        sum = TLanes.MultiplyAdd(sum, r, TLanes.Repeat(1f / 24));
        sum = TLanes.MultiplyAdd(sum, r, TLanes.Repeat(1f / 6));
        sum = TLanes.MultiplyAdd(sum, r, TLanes.Repeat(0.5f));
        sum = TLanes.MultiplyAdd(sum, r, TLanes.Repeat(1));
        sum = TLanes.MultiplyAdd(sum, r, TLanes.Repeat(1));
        return TLanes.Multiply(sum, TLanes.PowerOfTwo(n));
    }
}
