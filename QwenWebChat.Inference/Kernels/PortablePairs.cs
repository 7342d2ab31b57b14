using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace QwenWebChat.Inference.Kernels;

/// <summary>A portable implementation for any processor: four pairs.</summary>
internal readonly unsafe struct PortablePairs : IPairLanes<Vector128<float>, Vector128<int>>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Load(byte* source) => Vector128.Load((int*)source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> LoadBytes(byte* source) => Vector128.WidenLower(Vector128.CreateScalar(*(ulong*)source).AsSByte()).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Repeat(byte* pair) => Vector128.Create(*(int*)pair);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> FirstBFloat16(Vector128<int> pairs) => (pairs << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SecondBFloat16(Vector128<int> pairs) => (pairs & Vector128.Create(-1 << 16)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> MultiplyAdd(Vector128<int> a, Vector128<int> b, Vector128<int> total) =>
        total + (((a << 16) >> 16) * ((b << 16) >> 16)) + ((a >> 16) * (b >> 16));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ToFloats(Vector128<int> values) => Vector128.ConvertToSingle(values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector128<float> values) => Vector128.Sum(values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreShorts(short* destination, Vector128<float> values)
    {
        Vector128<int> rounded = Vector128.ConvertToInt32Native(Vector128.Round(values));
        Vector128.Narrow(rounded, rounded).GetLower().Store(destination);
    }
}
