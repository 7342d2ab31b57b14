using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// AVX-512 (F, BW and DQ): Intel servers since Skylake (2017), AMD since Zen 4 (2022). .NET 10 has no intrinsics for
/// AVX-512 VNNI, so products of bytes use 16-bit sums here too.
/// </summary>
internal readonly unsafe struct Avx512Lanes : IPanelLanes<Vector512<byte>, Vector512<short>, Vector512<int>, Vector512<float>>
{
    public static bool IsSupported => Avx512BW.IsSupported && Avx512DQ.IsSupported;

    public static int Count => 16;

    public static int ByteBias => 128;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* address) => Sse.Prefetch1(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchL1(byte* address) => Sse.Prefetch0(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Load(byte* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Low(Vector512<byte> packed) => packed & Vector512.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> High(Vector512<byte> packed) => (packed.AsUInt16() >>> 4).AsByte() & Vector512.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Repeat(sbyte* four) => Vector512.Create(*(int*)four).AsByte();

    // Half of the start value goes to each of a lane's two sums: with 16 pairs of one sign, either sum stays below
    // 32,768.
    public static int PackStart(int number) => ((number - (number >> 1)) << 16) | ((number >> 1) & 0xffff);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> StartSums(int* packed) => Vector512.Create(*packed).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> StartInts(int* number) => Vector512.Create(*number);

    // A pair is at most 2 x 15 x 127, so the sum of eight pairs stays below 32,768.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> AddNibbles(Vector512<short> sums, Vector512<byte> weights, Vector512<byte> activations) =>
        sums + Avx512BW.MultiplyAddAdjacent(weights, activations.AsSByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> ToInts(Vector512<short> sums) => Avx512BW.MultiplyAddAdjacent(sums, Vector512<short>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> a, Vector512<int> b) => a + b;

    // A pair of bytes would overflow 16 bits; with the sign applied to the activation it is at most 2 x 128 x 127.
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
    public static Vector512<float> ToFloats(Vector512<int> dots) => Vector512.ConvertToSingle(dots);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> LoadHalves(ushort* source)
    {
        Vector512<int> bits = Avx512F.ConvertToVector512Int32(Vector256.Load((short*)source));
        return ((bits << 13) & Vector512.Create(HalfFloats.FloatBits)).AsSingle() * Vector512.Create(HalfFloats.ExponentShift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Vector512<float> values) => values.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Scale(Vector512<float> values, float* factor) => values * Vector512.Create(*factor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> a, Vector512<float> b, Vector512<float> total) =>
        Avx512F.FusedMultiplyAdd(a, b, total);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplySubtract(Vector512<float> a, float* factor, Vector512<float> total) =>
        Avx512F.FusedMultiplyAddNegated(a, Vector512.Create(*factor), total);
}
