namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// How an instruction set works on some rows of a panel at once, a row a lane. The kernels are written once over this;
/// every implementation gives the same bits, since whole numbers are exact and floats are summed in one order.
/// </summary>
/// <typeparam name="TBytes">Four bytes a lane.</typeparam>
/// <typeparam name="TSums">What products of 4-bit values are summed in, over at most 32 columns.</typeparam>
/// <typeparam name="TInts">An int32 a lane.</typeparam>
/// <typeparam name="TFloats">A float32 a lane.</typeparam>
internal unsafe interface IPanelLanes<TBytes, TSums, TInts, TFloats>
{
    /// <summary>Whether this processor has the instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>Lanes of a register: 4, 8 or 16 of a panel's 16 rows.</summary>
    static abstract int Count { get; }

    /// <summary>What <see cref="AddBytes"/> takes off every weight.</summary>
    static abstract int ByteBias { get; }

    /// <summary>Asks for the cache line that holds this byte, into the second level.</summary>
    static abstract void Prefetch(byte* address);

    /// <summary>Loads four packed bytes a lane.</summary>
    static abstract TBytes Load(byte* source);

    /// <summary>The low half of every byte.</summary>
    static abstract TBytes Low(TBytes packed);

    /// <summary>The high half of every byte.</summary>
    static abstract TBytes High(TBytes packed);

    /// <summary>The same four activations in every lane.</summary>
    static abstract TBytes Repeat(sbyte* four);

    /// <summary>What <see cref="StartSums"/> reads, so that its sums begin with a number, at most 15 x 32 x 127.</summary>
    static abstract int PackStart(int number);

    /// <summary>Sums that begin with the number that was packed here, in every lane.</summary>
    static abstract TSums StartSums(int* packed);

    /// <summary>The same number in every lane.</summary>
    static abstract TInts StartInts(int* number);

    /// <summary>sums + weights x activations, four products a lane; weights are below 16.</summary>
    static abstract TSums AddNibbles(TSums sums, TBytes weights, TBytes activations);

    static abstract TInts ToInts(TSums sums);

    static abstract TInts Add(TInts a, TInts b);

    /// <summary>sums + (weights - <see cref="ByteBias"/>) x activations, four products a lane; weights are any byte.</summary>
    static abstract TInts AddBytes(TInts sums, TBytes weights, TBytes activations);

    static abstract TFloats ToFloats(TInts dots);

    /// <summary>Loads float16 numbers, one a lane.</summary>
    static abstract TFloats LoadHalves(ushort* source);

    static abstract TFloats Load(float* source);

    static abstract void Store(float* destination, TFloats values);

    /// <summary>values x the factor.</summary>
    static abstract TFloats Scale(TFloats values, float* factor);

    /// <summary>total + a x b, rounded once.</summary>
    static abstract TFloats MultiplyAdd(TFloats a, TFloats b, TFloats total);

    /// <summary>total - a x the factor, rounded once.</summary>
    static abstract TFloats MultiplySubtract(TFloats a, float* factor, TFloats total);
}
