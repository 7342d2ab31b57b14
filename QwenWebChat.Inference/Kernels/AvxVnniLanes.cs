using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QwenWebChat.Inference.Kernels;

/// <summary>AVX-VNNI, which sums four products of bytes at once: Intel since Alder Lake (2021), AMD since Zen 5 (2024).</summary>
internal readonly unsafe struct AvxVnniLanes : IPanelLanes<Vector256<byte>, Vector256<int>, Vector256<int>, Vector256<float>>
{
    public static bool IsSupported => AvxVnni.IsSupported && Fma.IsSupported;

    public static int Count => 8;

    public static int ByteBias => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* address) => Avx2Lanes.Prefetch(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchL1(byte* address) => Avx2Lanes.PrefetchL1(address);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Load(byte* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Low(Vector256<byte> packed) => Avx2Lanes.Low(packed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> High(Vector256<byte> packed) => Avx2Lanes.High(packed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<byte> Repeat(sbyte* four) => Avx2Lanes.Repeat(four);

    public static int PackStart(int number) => number;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> StartSums(int* packed) => Vector256.Create(*packed);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> StartInts(int* number) => Vector256.Create(*number);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddNibbles(Vector256<int> sums, Vector256<byte> weights, Vector256<byte> activations) =>
        AvxVnni.MultiplyWideningAndAdd(sums, weights, activations.AsSByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> ToInts(Vector256<int> sums) => sums;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> a, Vector256<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddBytes(Vector256<int> sums, Vector256<byte> weights, Vector256<byte> activations) =>
        AvxVnni.MultiplyWideningAndAdd(sums, weights, activations.AsSByte());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ToFloats(Vector256<int> dots) => Vector256.ConvertToSingle(dots);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> LoadHalves(ushort* source) => Avx2Lanes.LoadHalves(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Vector256<float> values) => values.Store(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Scale(Vector256<float> values, float* factor) => values * Vector256.Create(*factor);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> a, Vector256<float> b, Vector256<float> total) => Avx2Lanes.MultiplyAdd(a, b, total);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplySubtract(Vector256<float> a, float* factor, Vector256<float> total) => Avx2Lanes.MultiplySubtract(a, factor, total);
}
