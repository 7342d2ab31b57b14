using System.Runtime.CompilerServices;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <content>The sums of a tile's four rows: structs of four fields, which the compiler keeps in registers.</content>
internal sealed unsafe partial class PanelKernel<TLanes, TBytes, TSums, TInts, TFloats>
{
    /// <summary>The number of columns whose 4-bit products are summed at once, known at compile time.</summary>
    private interface ISumColumns
    {
        static abstract int Count { get; }
    }

    private readonly struct WholeSum : ISumColumns
    {
        public static int Count => SumColumns;
    }

    /// <summary>Sums for groups of 16.</summary>
    private readonly struct HalfSum : ISumColumns
    {
        public static int Count => SumColumns / 2;
    }

    /// <summary>Sums of 4-bit products.</summary>
    [method: MethodImpl(MethodImplOptions.AggressiveInlining)]
    private struct Sums(int* starts)
    {
        public TSums Row0 = TLanes.StartSums(starts);
        public TSums Row1 = TLanes.StartSums(starts + 1);
        public TSums Row2 = TLanes.StartSums(starts + 2);
        public TSums Row3 = TLanes.StartSums(starts + 3);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Add(ref Sums s, ref Sums t, TBytes weights, TBytes others, sbyte* activations)
        {
            AddRow(ref s.Row0, ref t.Row0, weights, others, TLanes.Repeat(activations));
            AddRow(ref s.Row1, ref t.Row1, weights, others, TLanes.Repeat(activations + 4));
            AddRow(ref s.Row2, ref t.Row2, weights, others, TLanes.Repeat(activations + 8));
            AddRow(ref s.Row3, ref t.Row3, weights, others, TLanes.Repeat(activations + 12));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void AddRow(ref TSums s, ref TSums t, TBytes weights, TBytes others, TBytes activations)
        {
            s = TLanes.AddNibbles(s, weights, activations);
            if (HasSecond)
            {
                t = TLanes.AddNibbles(t, others, activations);
            }
        }
    }

    /// <summary>Sums of a group's products.</summary>
    private struct Ints
    {
        public TInts Row0;
        public TInts Row1;
        public TInts Row2;
        public TInts Row3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Ints(int* starts)
        {
            Row0 = TLanes.StartInts(starts);
            Row1 = TLanes.StartInts(starts + 1);
            Row2 = TLanes.StartInts(starts + 2);
            Row3 = TLanes.StartInts(starts + 3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Ints(in Sums sums)
        {
            Row0 = TLanes.ToInts(sums.Row0);
            Row1 = TLanes.ToInts(sums.Row1);
            Row2 = TLanes.ToInts(sums.Row2);
            Row3 = TLanes.ToInts(sums.Row3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(in Sums sums)
        {
            Row0 = TLanes.Add(Row0, TLanes.ToInts(sums.Row0));
            Row1 = TLanes.Add(Row1, TLanes.ToInts(sums.Row1));
            Row2 = TLanes.Add(Row2, TLanes.ToInts(sums.Row2));
            Row3 = TLanes.Add(Row3, TLanes.ToInts(sums.Row3));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(TBytes weights, sbyte* activations)
        {
            Row0 = TLanes.AddBytes(Row0, weights, TLanes.Repeat(activations));
            Row1 = TLanes.AddBytes(Row1, weights, TLanes.Repeat(activations + 4));
            Row2 = TLanes.AddBytes(Row2, weights, TLanes.Repeat(activations + 8));
            Row3 = TLanes.AddBytes(Row3, weights, TLanes.Repeat(activations + 12));
        }
    }

    /// <summary>Computes sums += scales x a group's integer products - offsets x the activations' sums.</summary>
    /// <param name="scales">The weight's scales.</param>
    /// <param name="offsets">The distance from the scales to the weight's offsets; 0 if there are none.</param>
    /// <param name="numbers">The activations' scales, and scaled sums.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddGroup(float* sums, Ints dots, float* scales, long offsets, float* numbers)
    {
        TFloats scale = TLanes.Load(scales);
        TFloats f0 = AddRow(dots.Row0, scale, numbers, sums);
        TFloats f1 = AddRow(dots.Row1, scale, numbers + 1, sums + QuantizedWeight.PanelRows);
        TFloats f2 = AddRow(dots.Row2, scale, numbers + 2, sums + (2 * QuantizedWeight.PanelRows));
        TFloats f3 = AddRow(dots.Row3, scale, numbers + 3, sums + (3 * QuantizedWeight.PanelRows));
        if (offsets != 0)
        {
            TFloats offset = TLanes.Load(scales + offsets);
            f0 = TLanes.MultiplySubtract(offset, numbers + 4, f0);
            f1 = TLanes.MultiplySubtract(offset, numbers + 5, f1);
            f2 = TLanes.MultiplySubtract(offset, numbers + 6, f2);
            f3 = TLanes.MultiplySubtract(offset, numbers + 7, f3);
        }

        TLanes.Store(sums, f0);
        TLanes.Store(sums + QuantizedWeight.PanelRows, f1);
        TLanes.Store(sums + (2 * QuantizedWeight.PanelRows), f2);
        TLanes.Store(sums + (3 * QuantizedWeight.PanelRows), f3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TFloats AddRow(TInts dots, TFloats scale, float* activationScale, float* sums) =>
        TLanes.MultiplyAdd(TLanes.ToFloats(dots), TLanes.Scale(scale, activationScale), TLanes.Load(sums));
}
