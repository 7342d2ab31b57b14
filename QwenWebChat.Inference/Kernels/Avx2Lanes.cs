using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QwenWebChat.Inference.Kernels;

/// <summary>AVX2 with FMA: Intel since Haswell (2013), AMD since Zen (2017).</summary>
internal readonly unsafe struct Avx2Lanes : IPanelLanes<Vector256<byte>, Vector256<short>, Vector256<int>, Vector256<float>>
{
    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;

    public static int Count => 8;

    public static int ByteBias => 128;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* address) => Sse.Prefetch1(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchL1(byte* address) => Sse.Prefetch0(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Load(byte* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Low(Vector256<byte> packed) => packed & Vector256.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> High(Vector256<byte> packed) => (packed.AsUInt16() >>> 4).AsByte() & Vector256.Create((byte)15);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Repeat(sbyte* four) => Vector256.Create(*(int*)four).AsByte();

    // Half of the start value goes to each of a lane's two sums: with 16 pairs of one sign, either sum stays below
    // 32,768.
    public static int PackStart(int number) => ((number - (number >> 1)) << 16) | ((number >> 1) & 0xffff);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> StartSums(int* packed) => Vector256.Create(*packed).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> StartInts(int* number) => Vector256.Create(*number);

    // A pair is at most 2 x 15 x 127, so the sum of eight pairs stays below 32,768.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> AddNibbles(Vector256<short> sums, Vector256<byte> weights, Vector256<byte> activations) =>
        sums + Avx2.MultiplyAddAdjacent(weights, activations.AsSByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ToInts(Vector256<short> sums) => Avx2.MultiplyAddAdjacent(sums, Vector256<short>.One);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> a, Vector256<int> b) => a + b;

    // A pair of bytes would overflow 16 bits; with the sign applied to the activation it is at most 2 x 128 x 127.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddBytes(Vector256<int> sums, Vector256<byte> weights, Vector256<byte> activations)
    {
        Vector256<sbyte> signed = (weights ^ Vector256.Create((byte)128)).AsSByte();
        Vector256<short> pairs = Avx2.MultiplyAddAdjacent(Avx2.Abs(signed), Avx2.Sign(activations.AsSByte(), signed));
        return sums + Avx2.MultiplyAddAdjacent(pairs, Vector256<short>.One);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ToFloats(Vector256<int> dots) => Vector256.ConvertToSingle(dots);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadHalves(ushort* source)
    {
        Vector256<int> bits = Avx2.ConvertToVector256Int32((short*)source);
        return ((bits << 13) & Vector256.Create(HalfFloats.FloatBits)).AsSingle() * Vector256.Create(HalfFloats.ExponentShift);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Vector256<float> values) => values.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Scale(Vector256<float> values, float* factor) => values * Vector256.Create(*factor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> total) =>
        Fma.MultiplyAdd(a, b, total);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplySubtract(Vector256<float> a, float* factor, Vector256<float> total) =>
        Fma.MultiplyAddNegated(a, Vector256.Create(*factor), total);
}
