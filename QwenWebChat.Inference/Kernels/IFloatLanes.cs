namespace QwenWebChat.Inference.Kernels;

/// <summary>How an instruction set works on several float32 numbers at once. The float kernels are written once over this.</summary>
/// <typeparam name="TFloats">A register: a float32 a lane.</typeparam>
internal unsafe interface IFloatLanes<TFloats>
{
    /// <summary>Whether this processor has the instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>Lanes of a register: 4, 8 or 16.</summary>
    static abstract int Count { get; }

    /// <summary>Asks for the cache line that holds this byte, into the second level.</summary>
    static abstract void Prefetch(byte* address);

    static abstract TFloats Load(float* source);

    /// <summary>Loads bfloat16 numbers, one a lane.</summary>
    static abstract TFloats LoadBFloat16(ushort* source);

    /// <summary>Loads int8 numbers, one a lane.</summary>
    static abstract TFloats LoadBytes(sbyte* source);

    static abstract void Store(float* destination, TFloats values);

    /// <summary>The same number in every lane.</summary>
    static abstract TFloats Repeat(float value);

    static abstract TFloats Add(TFloats a, TFloats b);

    static abstract TFloats Subtract(TFloats a, TFloats b);

    static abstract TFloats Multiply(TFloats a, TFloats b);

    static abstract TFloats Divide(TFloats a, TFloats b);

    /// <summary>total + a x b, rounded once.</summary>
    static abstract TFloats MultiplyAdd(TFloats a, TFloats b, TFloats total);

    static abstract TFloats Max(TFloats a, TFloats b);

    /// <summary>To the nearest whole number, ties to even.</summary>
    static abstract TFloats Round(TFloats values);

    /// <summary>2 to the power of whole numbers between -126 and 127.</summary>
    static abstract TFloats PowerOfTwo(TFloats exponents);

    /// <summary>Whether a number is greater than the one in the same lane of <paramref name="b"/>.</summary>
    static abstract bool AnyGreater(TFloats a, TFloats b);

    /// <summary>The largest lane.</summary>
    static abstract float Largest(TFloats values);
}
