namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// The operations of an instruction set on registers with a pair of 16-bit numbers in each lane, beside those of
/// <see cref="IFloatLanes{TFloats}"/>. Integers are summed exactly, so every implementation gives the same sums.
/// </summary>
/// <typeparam name="TFloats">A register: a float32 a lane.</typeparam>
/// <typeparam name="TInts">A register: a pair of 16-bit numbers, or an int32, a lane.</typeparam>
internal unsafe interface IPairLanes<TFloats, TInts>
{
    /// <summary>Loads pairs, one a lane.</summary>
    static abstract TInts Load(byte* source);

    /// <summary>Loads pairs of int8 numbers, one a lane, and widens them to int16.</summary>
    static abstract TInts LoadBytes(byte* source);

    /// <summary>Returns the same pair in every lane.</summary>
    static abstract TInts Repeat(byte* pair);

    /// <summary>Converts the first bfloat16 number of each pair to float32.</summary>
    static abstract TFloats FirstBFloat16(TInts pairs);

    /// <summary>Converts the second bfloat16 number of each pair to float32.</summary>
    static abstract TFloats SecondBFloat16(TInts pairs);

    /// <summary>Computes total + the products of both int16 numbers of each pair.</summary>
    static abstract TInts MultiplyAdd(TInts a, TInts b, TInts total);

    static abstract TFloats ToFloats(TInts values);

    /// <summary>Returns the sum of the lanes.</summary>
    static abstract float Sum(TFloats values);

    /// <summary>Rounds numbers between -32,768 and 32,767 to int16 and stores them one after the other.</summary>
    static abstract void StoreShorts(short* destination, TFloats values);
}
