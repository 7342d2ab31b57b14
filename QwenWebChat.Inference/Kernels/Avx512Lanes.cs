using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// AVX-512 (F, BW and DQ): Intel servers since Skylake (2017), AMD since Zen 4 (2022). .NET 10 has no intrinsics for
/// AVX-512 VNNI, so products of bytes go through 16 bits here too.
/// </summary>
internal readonly unsafe struct Avx512Lanes : IPanelLanes<Vector512<byte>, Vector512<short>, Vector512<int>, Vector512<float>>
{
    public static bool IsSupported => Avx512BW.IsSupported && Avx512DQ.IsSupported;

    public static int Count => 16;

    public static int ByteBias => 128;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* address) => Sse.Prefetch1(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Load(byte* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Low(Vector512<byte> packed) => packed & Vector512.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> High(Vector512<byte> packed) => (packed.AsUInt16() >>> 4).AsByte() & Vector512.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Repeat(sbyte* four) => Vector512.Create(*(int*)four).AsByte();

    // A pair is at most 2 x 15 x 127, so eight of them stay below 32,768.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> AddNibbles(Vector512<short> sums, Vector512<byte> weights, Vector512<byte> activations) =>
        sums + Avx512BW.MultiplyAddAdjacent(weights, activations.AsSByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> total, Vector512<short> sums) =>
        total + Avx512BW.MultiplyAddAdjacent(sums, Vector512<short>.One);

    // A pair of bytes would overflow 16 bits; with the sign moved to the activation it is at most 2 x 128 x 127.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> AddBytes(Vector512<int> sums, Vector512<byte> weights, Vector512<byte> activations)
    {
        Vector512<sbyte> signed = (weights ^ Vector512.Create((byte)128)).AsSByte();
        Vector512<sbyte> activation = activations.AsSByte();
        Vector512<sbyte> turned = Vector512.ConditionalSelect(Vector512.LessThan(signed, Vector512<sbyte>.Zero), -activation, activation);
        Vector512<short> pairs = Avx512BW.MultiplyAddAdjacent(Avx512BW.Abs(signed), turned);
        return sums + Avx512BW.MultiplyAddAdjacent(pairs, Vector512<short>.One);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ToFloats(Vector512<int> dots, int correction) =>
        Vector512.ConvertToSingle(dots + Vector512.Create(correction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadHalves(ushort* source)
    {
        Vector512<int> bits = Avx512F.ConvertToVector512Int32(Vector256.Load(source));
        Vector512<float> magnitude = ((bits & Vector512.Create(0x7fff)) << 13).AsSingle() * Vector512.Create(HalfFloats.ExponentShift);
        return magnitude | ((bits & Vector512.Create(0x8000)) << 16).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Vector512<float> values) => values.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Scale(Vector512<float> values, float factor) => values * Vector512.Create(factor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> total) =>
        Avx512F.FusedMultiplyAdd(a, b, total);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplySubtract(Vector512<float> a, float factor, Vector512<float> total) =>
        Avx512F.FusedMultiplyAddNegated(a, Vector512.Create(factor), total);
}
