using System.Runtime.CompilerServices;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <content>The kernel for a single row of activations.</content>
internal sealed unsafe partial class PanelKernel<TLanes, TBytes, TSums, TInts, TFloats>
{
    // Prefetch distance: one page, at which the hardware prefetcher stops.
    private const int PrefetchBytes = 4096;

    /// <summary>
    /// Multiplies one row of activations; with two registers of weights at once if one does not hold the panel, so that
    /// memory is read sequentially.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunRow<TColumns>(in WeightPanel panel, in ActivationTile tile, int lane, float* sums)
        where TColumns : struct, ISumColumns
    {
        byte* weights = panel.Values + (4 * lane);
        byte* scales = panel.Scales + (panel.ScaleBytes * lane);
        byte* offsets = panel.Offsets is null ? null : panel.Offsets + (panel.ScaleBytes * lane);
        sbyte* x = tile.Values;
        int* starts = tile.Starts;
        // If there is no second register, the first one is used twice.
        int second = HasSecond ? TLanes.Count : 0;
        TFloats f0 = TLanes.Load(sums + lane);
        TFloats f1 = TLanes.Load(sums + lane + second);
        for (int group = 0; group < panel.GroupCount; group++)
        {
            TInts d0 = default;
            TInts d1 = default;
            if (panel.Bits == 4)
            {
                for (int column = 0; column < panel.GroupSize; column += TColumns.Count)
                {
                    TSums s0 = TLanes.StartSums(starts);
                    TSums s1 = s0;
                    starts++;
                    for (int step = 0; step < TColumns.Count; step += 8)
                    {
                        TLanes.Prefetch(weights + PrefetchBytes);
                        TBytes packed = TLanes.Load(weights);
                        TBytes xLow = TLanes.Repeat(x);
                        TBytes xHigh = TLanes.Repeat(x + 4);
                        s0 = TLanes.AddNibbles(TLanes.AddNibbles(s0, TLanes.Low(packed), xLow), TLanes.High(packed), xHigh);
                        if (HasSecond)
                        {
                            TBytes other = TLanes.Load(weights + (4 * TLanes.Count));
                            s1 = TLanes.AddNibbles(TLanes.AddNibbles(s1, TLanes.Low(other), xLow), TLanes.High(other), xHigh);
                        }

                        weights += QuantizedWeight.BlockBytes;
                        x += 8;
                    }

                    d0 = TLanes.Add(d0, TLanes.ToInts(s0));
                    d1 = TLanes.Add(d1, TLanes.ToInts(s1));
                }
            }
            else
            {
                d0 = TLanes.StartInts(starts);
                d1 = d0;
                starts++;
                for (int column = 0; column < panel.GroupSize; column += 4)
                {
                    TLanes.Prefetch(weights + PrefetchBytes);
                    TBytes four = TLanes.Repeat(x);
                    d0 = TLanes.AddBytes(d0, TLanes.Load(weights), four);
                    if (HasSecond)
                    {
                        d1 = TLanes.AddBytes(d1, TLanes.Load(weights + (4 * TLanes.Count)), four);
                    }

                    weights += QuantizedWeight.BlockBytes;
                    x += 4;
                }
            }

            f0 = TLanes.MultiplyAdd(TLanes.ToFloats(d0), TLanes.Scale(Load(panel, scales), tile.Numbers + (2 * group)), f0);
            if (HasSecond)
            {
                f1 = TLanes.MultiplyAdd(TLanes.ToFloats(d1), TLanes.Scale(Load(panel, scales + (panel.ScaleBytes * second)), tile.Numbers + (2 * group)), f1);
            }

            scales += panel.ScaleBytes * QuantizedWeight.PanelRows;
            if (offsets is not null)
            {
                f0 = TLanes.MultiplySubtract(Load(panel, offsets), tile.Numbers + (2 * group) + 1, f0);
                if (HasSecond)
                {
                    f1 = TLanes.MultiplySubtract(Load(panel, offsets + (panel.ScaleBytes * second)), tile.Numbers + (2 * group) + 1, f1);
                }

                offsets += panel.ScaleBytes * QuantizedWeight.PanelRows;
            }
        }

        TLanes.Store(sums + lane, f0);
        if (HasSecond)
        {
            TLanes.Store(sums + lane + second, f1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TFloats Load(in WeightPanel panel, byte* scales) =>
        panel.ScaleBytes == sizeof(ushort) ? TLanes.LoadHalves((ushort*)scales) : TLanes.Load((float*)scales);
}
