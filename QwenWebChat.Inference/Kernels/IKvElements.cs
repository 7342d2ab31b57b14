using System.Runtime.CompilerServices;

namespace QwenWebChat.Inference.Kernels;

/// <summary>Converts the elements of a <see cref="KvFormat"/> to floats.</summary>
internal unsafe interface IKvElements
{
    static abstract int Bytes { get; }

    /// <summary>True if the products must be multiplied with a scale for each token.</summary>
    static abstract bool HasScales { get; }

    /// <summary>Loads consecutive elements, one for each lane of a register.</summary>
    static abstract TFloats Load<TLanes, TFloats>(byte* elements, int index)
        where TLanes : IFloatLanes<TFloats>;
}

internal readonly unsafe struct Float32Elements : IKvElements
{
    public static int Bytes => sizeof(float);

    public static bool HasScales => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TFloats Load<TLanes, TFloats>(byte* elements, int index)
        where TLanes : IFloatLanes<TFloats> => TLanes.Load((float*)elements + index);
}

internal readonly unsafe struct BFloat16Elements : IKvElements
{
    public static int Bytes => sizeof(ushort);

    public static bool HasScales => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TFloats Load<TLanes, TFloats>(byte* elements, int index)
        where TLanes : IFloatLanes<TFloats> => TLanes.LoadBFloat16((ushort*)elements + index);
}

internal readonly unsafe struct Int8Elements : IKvElements
{
    public static int Bytes => sizeof(sbyte);

    public static bool HasScales => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TFloats Load<TLanes, TFloats>(byte* elements, int index)
        where TLanes : IFloatLanes<TFloats> => TLanes.LoadBytes((sbyte*)elements + index);
}
