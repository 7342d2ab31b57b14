using System.Runtime.CompilerServices;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <content>
/// The kernel for a single row of activations. It reads several panels side by side: with one run of addresses a core has
/// too few cache lines in flight to reach the bandwidth of the memory.
/// </content>
internal sealed unsafe partial class PanelKernel<TLanes, TBytes, TSums, TInts, TFloats>
{
    // Eight cache lines of each panel. A core of Zen 3 waits more with a larger distance.
    private const int NearPrefetchBytes = 512;

    // Four panels take a quarter of the L1 cache. A core of Zen 5, with more bandwidth, waits less than with a smaller distance.
    private const int FarPrefetchBytes = 2048;

    private PanelKernel[]? _rowVariants;

    // The same kernels for all threads.
    public override IReadOnlyList<PanelKernel> RowVariants => LazyInitializer.EnsureInitialized(ref _rowVariants, () => MaxSet == 1
        ? [this]
        : [this, new PanelKernel<TLanes, TBytes, TSums, TInts, TFloats>($"{Name} with far prefetch", FarPrefetchBytes)]);

    // Registers that cannot hold a panel make two passes over it; the panels of a set might not stay in the cache until
    // the second one.
    private static int MaxSet => 2 * TLanes.Count < QuantizedWeight.PanelRows ? 1 : RowPanels;

    /// <summary>The number of panels read side by side, known at compile time: 4, 2 or 1.</summary>
    private interface IPanelSet
    {
        static abstract int Count { get; }
    }

    [SkipLocalsInit]
    private void MultiplyRow(QuantizedWeight weight, int firstPanel, int panelCount, QuantizedRows rows, float* bias, float* output)
    {
        float* memory = stackalloc float[RowPanels * QuantizedWeight.PanelRows];
        ActivationTile tile = new(rows, 0, 0);
        int end = firstPanel + panelCount;
        for (int panel = firstPanel, set; panel < end; panel += set)
        {
            set = end - panel >= RowPanels ? MaxSet : Math.Min(MaxSet, end - panel >= 2 ? 2 : 1);
            int first = panel * QuantizedWeight.PanelRows;
            int count = Math.Min(set * QuantizedWeight.PanelRows, weight.Form.RowCount - first);
            Span<float> sums = new(memory, set * QuantizedWeight.PanelRows);
            sums.Clear();
            if (bias is not null)
            {
                new ReadOnlySpan<float>(bias + first, count).CopyTo(sums);
            }

            RunRow(new WeightPanel(weight, panel), set, tile, memory);
            sums[..count].CopyTo(new Span<float>(output + first, count));
        }
    }

    /// <param name="panel">The first panel of the set.</param>
    /// <param name="sums">The sums to which the products are added, [panels, 16].</param>
    private void RunRow(in WeightPanel panel, int set, in ActivationTile tile, float* sums)
    {
        for (int lane = 0; lane < QuantizedWeight.PanelRows; lane += 2 * TLanes.Count)
        {
            switch (set)
            {
                case 1:
                    RunRow<OnePanel>(panel, tile, lane, sums + lane);
                    break;
                case 2:
                    RunRow<TwoPanels>(panel, tile, lane, sums + lane);
                    break;
                default:
                    RunRow<FourPanels>(panel, tile, lane, sums + lane);
                    break;
            }
        }
    }

    private void RunRow<TSet>(in WeightPanel panel, in ActivationTile tile, int lane, float* sums)
        where TSet : struct, IPanelSet
    {
        if (panel.Bits == 8)
        {
            RunRowBytes<TSet>(panel, tile, lane, sums, rowPrefetchBytes);
        }
        else if (panel.GroupSize < SumColumns)
        {
            RunRowNibbles<TSet, HalfSum>(panel, tile, lane, sums, rowPrefetchBytes);
        }
        else
        {
            RunRowNibbles<TSet, WholeSum>(panel, tile, lane, sums, rowPrefetchBytes);
        }
    }

    /// <summary>Multiplies 4-bit values, a block of each panel in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void RunRowNibbles<TSet, TColumns>(in WeightPanel panel, in ActivationTile tile, int lane, float* sums, int prefetchBytes)
        where TSet : struct, IPanelSet
        where TColumns : struct, ISumColumns
    {
        byte* a = panel.Values + (4 * lane);
        byte* b = a + panel.ValueStride;
        byte* c = b + panel.ValueStride;
        byte* d = c + panel.ValueStride;
        sbyte* x = tile.Values;
        int* starts = tile.Starts;
        int tail = TailGroup(panel, prefetchBytes);
        for (int group = 0; group < panel.GroupCount; group++)
        {
            PanelInts first = default, second = default, third = default, fourth = default;
            long ahead = group < tail ? prefetchBytes : prefetchBytes + ((TSet.Count - 1) * panel.ValueStride);
            for (int column = 0; column < panel.GroupSize; column += TColumns.Count)
            {
                PanelSums p = new(starts), q = p, r = p, s = p;
                starts++;
                for (int step = 0; step < TColumns.Count; step += 8)
                {
                    TBytes xLow = TLanes.Repeat(x);
                    TBytes xHigh = TLanes.Repeat(x + 4);
                    x += 8;
                    p.Add(true, ref a, ahead, xLow, xHigh);
                    q.Add(TSet.Count > 1, ref b, ahead, xLow, xHigh);
                    r.Add(TSet.Count > 2, ref c, ahead, xLow, xHigh);
                    s.Add(TSet.Count > 2, ref d, ahead, xLow, xHigh);
                }

                first.Add(p);
                second.Add(q);
                third.Add(r);
                fourth.Add(s);
            }

            AddGroups<TSet>(panel, lane, group, tile.Numbers + (2 * group), sums, first, second, third, fourth);
        }
    }

    /// <summary>Multiplies 8-bit values, a block of each panel in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void RunRowBytes<TSet>(in WeightPanel panel, in ActivationTile tile, int lane, float* sums, int prefetchBytes)
        where TSet : struct, IPanelSet
    {
        byte* a = panel.Values + (4 * lane);
        byte* b = a + panel.ValueStride;
        byte* c = b + panel.ValueStride;
        byte* d = c + panel.ValueStride;
        sbyte* x = tile.Values;
        int tail = TailGroup(panel, prefetchBytes);
        for (int group = 0; group < panel.GroupCount; group++)
        {
            PanelInts first = new(tile.Starts + group), second = first, third = first, fourth = first;
            long ahead = group < tail ? prefetchBytes : prefetchBytes + ((TSet.Count - 1) * panel.ValueStride);
            for (int column = 0; column < panel.GroupSize; column += 4)
            {
                TBytes four = TLanes.Repeat(x);
                x += 4;
                first.Add(true, ref a, ahead, four);
                second.Add(TSet.Count > 1, ref b, ahead, four);
                third.Add(TSet.Count > 2, ref c, ahead, four);
                fourth.Add(TSet.Count > 2, ref d, ahead, four);
            }

            AddGroups<TSet>(panel, lane, group, tile.Numbers + (2 * group), sums, first, second, third, fourth);
        }
    }

    /// <summary>Returns the first group from which the prefetch distance leads out of the panel, to the panels of the next set.</summary>
    private static int TailGroup(in WeightPanel panel, int prefetchBytes) =>
        panel.GroupCount - (prefetchBytes * 8 / (panel.GroupSize * panel.Bits * QuantizedWeight.PanelRows));

    /// <summary>Adds the products of a group, multiplied by both scales, to the sums of each panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddGroups<TSet>(
        in WeightPanel panel, int lane, int group, float* numbers, float* sums, PanelInts first, PanelInts second, PanelInts third, PanelInts fourth)
        where TSet : struct, IPanelSet
    {
        long at = (((long)group * QuantizedWeight.PanelRows) + lane) * panel.ScaleBytes;
        AddGroup(panel, at, first, numbers, sums);
        if (TSet.Count > 1)
        {
            AddGroup(panel, at + panel.ScaleStride, second, numbers, sums + QuantizedWeight.PanelRows);
        }

        if (TSet.Count > 2)
        {
            AddGroup(panel, at + (2 * panel.ScaleStride), third, numbers, sums + (2 * QuantizedWeight.PanelRows));
            AddGroup(panel, at + (3 * panel.ScaleStride), fourth, numbers, sums + (3 * QuantizedWeight.PanelRows));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddGroup(in WeightPanel panel, long at, in PanelInts dots, float* numbers, float* sums)
    {
        AddGroup(panel, at, dots.First, numbers, sums);
        if (HasSecond)
        {
            AddGroup(panel, at + (panel.ScaleBytes * TLanes.Count), dots.Second, numbers, sums + TLanes.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddGroup(in WeightPanel panel, long at, TInts dots, float* numbers, float* sums)
    {
        TFloats total = TLanes.MultiplyAdd(TLanes.ToFloats(dots), TLanes.Scale(Load(panel, panel.Scales + at), numbers), TLanes.Load(sums));
        if (panel.Offsets is not null)
        {
            total = TLanes.MultiplySubtract(Load(panel, panel.Offsets + at), numbers + 1, total);
        }

        TLanes.Store(sums, total);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TFloats Load(in WeightPanel panel, byte* scales) =>
        panel.ScaleBytes == sizeof(ushort) ? TLanes.LoadHalves((ushort*)scales) : TLanes.Load((float*)scales);

    private readonly struct FourPanels : IPanelSet
    {
        public static int Count => RowPanels;
    }

    private readonly struct TwoPanels : IPanelSet
    {
        public static int Count => 2;
    }

    private readonly struct OnePanel : IPanelSet
    {
        public static int Count => 1;
    }

    /// <summary>Sums of the 4-bit products of a panel, in two registers if one does not hold the panel.</summary>
    [method: MethodImpl(MethodImplOptions.AggressiveInlining)]
    private struct PanelSums(int* start)
    {
        public TSums First = TLanes.StartSums(start);
        public TSums Second = TLanes.StartSums(start);

        /// <summary>Adds the products of a block, if the panel is in the set, and moves to the next one.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(bool isInSet, ref byte* weights, long ahead, TBytes xLow, TBytes xHigh)
        {
            if (!isInSet)
            {
                return;
            }

            TLanes.PrefetchL1(weights + ahead);
            TBytes packed = TLanes.Load(weights);
            First = TLanes.AddNibbles(TLanes.AddNibbles(First, TLanes.Low(packed), xLow), TLanes.High(packed), xHigh);
            if (HasSecond)
            {
                TBytes other = TLanes.Load(weights + (4 * TLanes.Count));
                Second = TLanes.AddNibbles(TLanes.AddNibbles(Second, TLanes.Low(other), xLow), TLanes.High(other), xHigh);
            }

            weights += QuantizedWeight.BlockBytes;
        }
    }

    /// <summary>Sums of the products of a group of a panel.</summary>
    [method: MethodImpl(MethodImplOptions.AggressiveInlining)]
    private struct PanelInts(int* start)
    {
        public TInts First = TLanes.StartInts(start);
        public TInts Second = TLanes.StartInts(start);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(in PanelSums sums)
        {
            First = TLanes.Add(First, TLanes.ToInts(sums.First));
            if (HasSecond)
            {
                Second = TLanes.Add(Second, TLanes.ToInts(sums.Second));
            }
        }

        /// <summary>Adds the products of a block of 8-bit values, if the panel is in the set, and moves to the next one.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(bool isInSet, ref byte* weights, long ahead, TBytes four)
        {
            if (!isInSet)
            {
                return;
            }

            TLanes.PrefetchL1(weights + ahead);
            First = TLanes.AddBytes(First, TLanes.Load(weights), four);
            if (HasSecond)
            {
                Second = TLanes.AddBytes(Second, TLanes.Load(weights + (4 * TLanes.Count)), four);
            }

            weights += QuantizedWeight.BlockBytes;
        }
    }
}
