using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace QwenWebChat.Inference.Kernels;

/// <summary>AVX2: eight pairs. With AVX-VNNI, products and sum are one instruction.</summary>
internal readonly unsafe struct Avx2Pairs : IPairLanes<Vector256<float>, Vector256<int>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Load(byte* source) => Vector256.Load((int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LoadBytes(byte* source) => Avx2.ConvertToVector256Int16((sbyte*)source).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Repeat(byte* pair) => Vector256.Create(*(int*)pair);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> FirstBFloat16(Vector256<int> pairs) => (pairs << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SecondBFloat16(Vector256<int> pairs) => (pairs & Vector256.Create(-1 << 16)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> MultiplyAdd(Vector256<int> a, Vector256<int> b, Vector256<int> total) => AvxVnni.IsSupported
        ? AvxVnni.MultiplyWideningAndAdd(total, a.AsInt16(), b.AsInt16())
        : total + Avx2.MultiplyAddAdjacent(a.AsInt16(), b.AsInt16());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ToFloats(Vector256<int> values) => Vector256.ConvertToSingle(values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector256<float> values) => Vector256.Sum(values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreShorts(short* destination, Vector256<float> values)
    {
        Vector256<int> rounded = Vector256.ConvertToInt32Native(Vector256.Round(values));
        Sse2.PackSignedSaturate(rounded.GetLower(), rounded.GetUpper()).Store(destination);
    }
}
