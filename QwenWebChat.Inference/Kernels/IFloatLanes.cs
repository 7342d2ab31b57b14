namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// The operations of an instruction set on several float32 numbers at once. The float kernels are written once against
/// this interface.
/// </summary>
/// <typeparam name="TFloats">A register: a float32 a lane.</typeparam>
internal unsafe interface IFloatLanes<TFloats>
{
    /// <summary>True if this processor supports the instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>The number of lanes in a register: 4, 8 or 16.</summary>
    static abstract int Count { get; }

    /// <summary>Prefetches the cache line of this byte into the L2 cache.</summary>
    static abstract void Prefetch(byte* address);

    static abstract TFloats Load(float* source);

    /// <summary>Loads bfloat16 numbers, one a lane.</summary>
    static abstract TFloats LoadBFloat16(ushort* source);

    static abstract void Store(float* destination, TFloats values);

    /// <summary>Returns the same number in every lane.</summary>
    static abstract TFloats Repeat(float value);

    static abstract TFloats Add(TFloats a, TFloats b);

    static abstract TFloats Subtract(TFloats a, TFloats b);

    static abstract TFloats Multiply(TFloats a, TFloats b);

    static abstract TFloats Divide(TFloats a, TFloats b);

    /// <summary>Computes total + a x b with one rounding.</summary>
    static abstract TFloats MultiplyAdd(TFloats a, TFloats b, TFloats total);

    static abstract TFloats Max(TFloats a, TFloats b);

    /// <summary>Rounds to the nearest integer, ties to even.</summary>
    static abstract TFloats Round(TFloats values);

    /// <summary>Computes 2 to the power of integers between -126 and 127.</summary>
    static abstract TFloats PowerOfTwo(TFloats exponents);

    /// <summary>Returns whether any number is greater than the one in the same lane of <paramref name="b"/>.</summary>
    static abstract bool AnyGreater(TFloats a, TFloats b);

    /// <summary>Returns the maximum of the lanes.</summary>
    static abstract float Largest(TFloats values);
}
