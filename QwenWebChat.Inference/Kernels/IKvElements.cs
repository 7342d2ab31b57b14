using System.Runtime.CompilerServices;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// Products with the elements of a <see cref="KvFormat"/>. A lane of a register holds the elements of a step, see
/// <see cref="KvBlockLayout.StepElements"/>.
/// </summary>
/// <typeparam name="TFloats">A register: a float32 a lane.</typeparam>
/// <typeparam name="TSteps">The elements of a step a lane, or their factors.</typeparam>
/// <typeparam name="TSums">A sum of products a lane.</typeparam>
internal unsafe interface IKvElements<TFloats, TSteps, TSums>
{
    /// <summary>
    /// True if elements and factors are integers: the sums must be multiplied with a scale for each token, and with one for
    /// each row of factors.
    /// </summary>
    static abstract bool AreIntegers { get; }

    /// <summary>The size of the elements of a step in bytes.</summary>
    static abstract int Bytes { get; }

    /// <summary>The size of the factors of a step in bytes.</summary>
    static abstract int FactorBytes { get; }

    /// <summary>Loads elements that lie one after the other.</summary>
    static abstract TSteps Load(byte* elements);

    /// <summary>Returns the same factors, int16 or float32, in every lane.</summary>
    static abstract TSteps Repeat(byte* factors);

    /// <summary>Adds the products of the first elements of a step, or of all of them where the lanes hold pairs.</summary>
    static abstract TSums AddFirst(TSteps elements, TSteps factors, TSums total);

    /// <summary>Adds the products of the second elements of a step, if <see cref="AddFirst"/> leaves them.</summary>
    static abstract TSums AddSecond(TSteps elements, TSteps factors, TSums total);

    /// <summary>Returns the initial sums: those of the target, unless they must be scaled before they are added to it.</summary>
    static abstract TSums Begin(float* target);

    /// <summary>Stores the sums in the target, or adds them, scaled, to it.</summary>
    static abstract void End(float* target, TSums sums, float scale);
}

internal readonly unsafe struct Float32Elements<TLanes, TFloats> : IKvElements<TFloats, TFloats, TFloats>
    where TLanes : IFloatLanes<TFloats>
{
    public static bool AreIntegers => false;

    public static int Bytes => sizeof(float);

    public static int FactorBytes => sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TFloats Load(byte* elements) => TLanes.Load((float*)elements);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TFloats Repeat(byte* factors) => TLanes.Repeat(*(float*)factors);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TFloats AddFirst(TFloats elements, TFloats factors, TFloats total) => TLanes.MultiplyAdd(elements, factors, total);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TFloats AddSecond(TFloats elements, TFloats factors, TFloats total) => total;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TFloats Begin(float* target) => TLanes.Load(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void End(float* target, TFloats sums, float scale) => TLanes.Store(target, sums);
}

internal readonly unsafe struct BFloat16Elements<TLanes, TPairs, TFloats, TInts> : IKvElements<TFloats, (TFloats First, TFloats Second), TFloats>
    where TLanes : IFloatLanes<TFloats>
    where TPairs : IPairLanes<TFloats, TInts>
{
    public static bool AreIntegers => false;

    public static int Bytes => 2 * sizeof(ushort);

    public static int FactorBytes => 2 * sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (TFloats First, TFloats Second) Load(byte* elements)
    {
        TInts pairs = TPairs.Load(elements);
        return (TPairs.FirstBFloat16(pairs), TPairs.SecondBFloat16(pairs));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (TFloats First, TFloats Second) Repeat(byte* factors) => (TLanes.Repeat(((float*)factors)[0]), TLanes.Repeat(((float*)factors)[1]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TFloats AddFirst((TFloats First, TFloats Second) elements, (TFloats First, TFloats Second) factors, TFloats total) =>
        TLanes.MultiplyAdd(elements.First, factors.First, total);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TFloats AddSecond((TFloats First, TFloats Second) elements, (TFloats First, TFloats Second) factors, TFloats total) =>
        TLanes.MultiplyAdd(elements.Second, factors.Second, total);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TFloats Begin(float* target) => TLanes.Load(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void End(float* target, TFloats sums, float scale) => TLanes.Store(target, sums);
}

internal readonly unsafe struct Int8Elements<TLanes, TPairs, TFloats, TInts> : IKvElements<TFloats, TInts, TInts>
    where TLanes : IFloatLanes<TFloats>
    where TPairs : IPairLanes<TFloats, TInts>
    where TInts : struct
{
    public static bool AreIntegers => true;

    public static int Bytes => 2 * sizeof(sbyte);

    public static int FactorBytes => 2 * sizeof(short);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TInts Load(byte* elements) => TPairs.LoadBytes(elements);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TInts Repeat(byte* factors) => TPairs.Repeat(factors);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TInts AddFirst(TInts elements, TInts factors, TInts total) => TPairs.MultiplyAdd(elements, factors, total);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TInts AddSecond(TInts elements, TInts factors, TInts total) => total;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TInts Begin(float* target) => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void End(float* target, TInts sums, float scale) =>
        TLanes.Store(target, TLanes.MultiplyAdd(TPairs.ToFloats(sums), TLanes.Repeat(scale), TLanes.Load(target)));
}
