using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace QwenWebChat.Inference.Kernels;

/// <summary>A portable implementation for any processor; with Arm's dot product if it is supported.</summary>
internal readonly unsafe struct PortableLanes : IPanelLanes<Vector128<byte>, Vector128<int>, Vector128<int>, Vector128<float>>
{
    public static bool IsSupported => true;

    public static int Count => 4;

    public static int ByteBias => 128;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* address)
    {
        // .NET has no portable prefetch.
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchL1(byte* address)
    {
        // .NET has no portable prefetch.
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Load(byte* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Low(Vector128<byte> packed) => packed & Vector128.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> High(Vector128<byte> packed) => (packed.AsUInt16() >>> 4).AsByte() & Vector128.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Repeat(sbyte* four) => Vector128.Create(*(int*)four).AsByte();

    public static int PackStart(int number) => number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> StartSums(int* packed) => Vector128.Create(*packed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> StartInts(int* number) => Vector128.Create(*number);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> AddNibbles(Vector128<int> sums, Vector128<byte> weights, Vector128<byte> activations) =>
        AddSigned(sums, weights.AsSByte(), activations.AsSByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> ToInts(Vector128<int> sums) => sums;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Add(Vector128<int> a, Vector128<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> AddBytes(Vector128<int> sums, Vector128<byte> weights, Vector128<byte> activations) =>
        AddSigned(sums, (weights ^ Vector128.Create((byte)128)).AsSByte(), activations.AsSByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ToFloats(Vector128<int> dots) => Vector128.ConvertToSingle(dots);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> LoadHalves(ushort* source)
    {
        Vector128<int> bits = Vector128.WidenLower(Vector128.CreateScalar(*(ulong*)source).AsInt16());
        return ((bits << 13) & Vector128.Create(HalfFloats.FloatBits)).AsSingle() * Vector128.Create(HalfFloats.ExponentShift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Vector128<float> values) => values.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Scale(Vector128<float> values, float* factor) => values * Vector128.Create(*factor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> a, Vector128<float> b, Vector128<float> total) =>
        Vector128.FusedMultiplyAdd(a, b, total);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplySubtract(Vector128<float> a, float* factor, Vector128<float> total) =>
        Vector128.FusedMultiplyAdd(-a, Vector128.Create(*factor), total);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> AddSigned(Vector128<int> sums, Vector128<sbyte> weights, Vector128<sbyte> activations)
    {
        if (Dp.IsSupported)
        {
            return Dp.DotProduct(sums, weights, activations);
        }

        // The bytes of a lane, sign-extended one after the other by shifts.
        Vector128<int> w = weights.AsInt32();
        Vector128<int> x = activations.AsInt32();
        return sums
            + (((w << 24) >> 24) * ((x << 24) >> 24))
            + (((w << 16) >> 24) * ((x << 16) >> 24))
            + (((w << 8) >> 24) * ((x << 8) >> 24))
            + ((w >> 24) * (x >> 24));
    }
}
