namespace QwenWebChat.Inference.Kernels;

/// <summary>Constants that convert finite float16 numbers to float32 with ordinary instructions: .NET has no vectors of halves.</summary>
internal static class HalfFloats
{
    /// <summary>
    /// 2^112: the bits of a half's exponent and fraction, read as a float, are a number that is too small by this
    /// factor; this holds for subnormal halves too.
    /// </summary>
    public const float ExponentShift = 5.192296858534828e33f;

    /// <summary>The mask of sign, exponent and fraction of a half that was sign-extended and shifted left by 13 bits.</summary>
    public const int FloatBits = unchecked((int)0x8fffe000);
}
