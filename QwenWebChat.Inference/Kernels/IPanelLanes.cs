namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// The operations of an instruction set on some rows of a panel at once, one row in each lane. The kernels are written
/// once against this interface; every implementation gives the same bits, because integer arithmetic is exact and
/// floats are summed in a fixed order.
/// </summary>
/// <typeparam name="TBytes">Four bytes a lane.</typeparam>
/// <typeparam name="TSums">The register in which products of 4-bit values are summed, over at most 32 columns.</typeparam>
/// <typeparam name="TInts">An int32 a lane.</typeparam>
/// <typeparam name="TFloats">A float32 a lane.</typeparam>
internal unsafe interface IPanelLanes<TBytes, TSums, TInts, TFloats>
{
    /// <summary>True if this processor supports the instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>The number of lanes in a register: 4, 8 or 16 of a panel's 16 rows.</summary>
    static abstract int Count { get; }

    /// <summary>The bias that <see cref="AddBytes"/> subtracts from every weight.</summary>
    static abstract int ByteBias { get; }

    /// <summary>Prefetches the cache line of this byte into the L2 cache.</summary>
    static abstract void Prefetch(byte* address);

    /// <summary>Prefetches the cache line of this byte into the L1 cache.</summary>
    static abstract void PrefetchL1(byte* address);

    /// <summary>Loads four packed bytes into each lane.</summary>
    static abstract TBytes Load(byte* source);

    /// <summary>Returns the low half of every byte.</summary>
    static abstract TBytes Low(TBytes packed);

    /// <summary>Returns the high half of every byte.</summary>
    static abstract TBytes High(TBytes packed);

    /// <summary>Returns the same four activations in every lane.</summary>
    static abstract TBytes Repeat(sbyte* four);

    /// <summary>Encodes a start value for <see cref="StartSums"/>, at most 15 x 32 x 127.</summary>
    static abstract int PackStart(int number);

    /// <summary>Returns sums that start with an encoded value, in every lane.</summary>
    static abstract TSums StartSums(int* packed);

    /// <summary>Returns the same number in every lane.</summary>
    static abstract TInts StartInts(int* number);

    /// <summary>Computes sums + weights x activations, four products in each lane; weights are below 16.</summary>
    static abstract TSums AddNibbles(TSums sums, TBytes weights, TBytes activations);

    static abstract TInts ToInts(TSums sums);

    static abstract TInts Add(TInts a, TInts b);

    /// <summary>
    /// Computes sums + (weights - <see cref="ByteBias"/>) x activations, four products in each lane; weights are any
    /// byte.
    /// </summary>
    static abstract TInts AddBytes(TInts sums, TBytes weights, TBytes activations);

    static abstract TFloats ToFloats(TInts dots);

    /// <summary>Loads float16 numbers, one a lane.</summary>
    static abstract TFloats LoadHalves(ushort* source);

    static abstract TFloats Load(float* source);

    static abstract void Store(float* destination, TFloats values);

    /// <summary>Multiplies values with a factor.</summary>
    static abstract TFloats Scale(TFloats values, float* factor);

    /// <summary>Computes total + a x b with one rounding.</summary>
    static abstract TFloats MultiplyAdd(TFloats a, TFloats b, TFloats total);

    /// <summary>Computes total - a x factor with one rounding.</summary>
    static abstract TFloats MultiplySubtract(TFloats a, float* factor, TFloats total);
}
