namespace QwenWebChat.Inference.Kernels;

/// <summary>Float16 to float32 with plain instructions, for finite numbers: .NET has no vectors of halves.</summary>
internal static class HalfFloats
{
    /// <summary>
    /// 2^112: a half's exponent and fraction, put into a float's place, name a number that much too small; subnormal
    /// halves come out right as well.
    /// </summary>
    public const float ExponentShift = 5.192296858534828e33f;

    /// <summary>Of a half that was widened with its sign and moved 13 bits up: its sign, exponent and fraction.</summary>
    public const int FloatBits = unchecked((int)0x8fffe000);
}
