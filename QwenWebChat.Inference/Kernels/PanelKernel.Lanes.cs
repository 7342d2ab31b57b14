using System.Buffers;
using System.Runtime.CompilerServices;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <inheritdoc cref="PanelKernel"/>
internal sealed unsafe class PanelKernel<TLanes, TBytes, TSums, TInts, TFloats>(string name) : PanelKernel
    where TLanes : struct, IPanelLanes<TBytes, TSums, TInts, TFloats>
    where TBytes : struct
    where TSums : struct
    where TInts : struct
    where TFloats : struct
{
    // Columns whose products of 4-bit values fit the narrow sums.
    private const int SumColumns = 32;

    // How far ahead of the row kernel memory is asked for: a page, where the processor by itself would stop.
    private const int PrefetchBytes = 4096;

    // Four bits of 16 rows, their scales and four rows of activations: 14 to 18 KB.
    private const int BlockColumns = 1024;

    public override string Name => name;

    public override void Run(QuantizedWeight weight, int panel, QuantizedRows rows, float* bias, float* output, long stride)
    {
        int first = panel * QuantizedWeight.PanelRows;
        int count = Math.Min(QuantizedWeight.PanelRows, weight.Form.RowCount - first);
        float* start = stackalloc float[QuantizedWeight.PanelRows];
        new Span<float>(start, QuantizedWeight.PanelRows).Clear();
        if (bias is not null)
        {
            new ReadOnlySpan<float>(bias + first, count).CopyTo(new Span<float>(start, count));
        }

        if (rows.RowsPerTile == 1)
        {
            MultiplyRow(new WeightPanel(weight, panel, TLanes.ByteBias), new ActivationTile(rows, 0), start);
            new ReadOnlySpan<float>(start, count).CopyTo(new Span<float>(output + first, count));
            return;
        }

        int length = rows.TileCount * QuantizedRows.TileRows * QuantizedWeight.PanelRows;
        float[] sums = ArrayPool<float>.Shared.Rent(length);
        fixed (float* all = sums)
        {
            for (float* row = all; row < all + length; row += QuantizedWeight.PanelRows)
            {
                new ReadOnlySpan<float>(start, QuantizedWeight.PanelRows).CopyTo(new Span<float>(row, QuantizedWeight.PanelRows));
            }

            MultiplyTiles(new WeightPanel(weight, panel, TLanes.ByteBias), rows, all);
            for (int row = 0; row < rows.RowCount; row++)
            {
                new ReadOnlySpan<float>(all + (row * QuantizedWeight.PanelRows), count).CopyTo(new Span<float>(output + (row * stride) + first, count));
            }
        }

        ArrayPool<float>.Shared.Return(sums);
    }

    /// <param name="sums">[16]: what the products are added to.</param>
    private static void MultiplyRow(in WeightPanel panel, in ActivationTile tile, float* sums)
    {
        for (int lane = 0; lane < QuantizedWeight.PanelRows; lane += 2 * TLanes.Count)
        {
            RunRow(panel, tile, lane, sums);
        }
    }

    /// <param name="sums">[rows, 16]: what the products are added to.</param>
    private static void MultiplyTiles(in WeightPanel panel, QuantizedRows rows, float* sums)
    {
        // A block of columns of the panel stays in the innermost cache while every tile passes it.
        int step = Math.Max(1, BlockColumns / panel.GroupSize);
        for (int group = 0; group < panel.GroupCount; group += step)
        {
            for (int tile = 0; tile < rows.TileCount; tile++)
            {
                for (int lane = 0; lane < QuantizedWeight.PanelRows; lane += TLanes.Count)
                {
                    float* tileSums = sums + (tile * QuantizedRows.TileRows * QuantizedWeight.PanelRows) + lane;
                    RunTile(panel, new ActivationTile(rows, tile), lane, group, Math.Min(group + step, panel.GroupCount), tileSums);
                }
            }
        }
    }

    /// <summary>Four rows of activations, as many rows of the weight as there are lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunTile(in WeightPanel panel, in ActivationTile tile, int lane, int firstGroup, int endGroup, float* sums)
    {
        byte* weights = panel.Values + (4 * lane) + ((long)firstGroup * panel.GroupSize * panel.Bits * QuantizedWeight.PanelRows / 8);
        int firstScale = panel.ScaleBytes * (lane + (firstGroup * QuantizedWeight.PanelRows));
        byte* scales = panel.Scales + firstScale;
        byte* offsets = panel.Offsets is null ? null : panel.Offsets + firstScale;
        sbyte* x = tile.Values + (firstGroup * panel.GroupSize * QuantizedRows.TileRows);
        TFloats f0 = TLanes.Load(sums);
        TFloats f1 = TLanes.Load(sums + QuantizedWeight.PanelRows);
        TFloats f2 = TLanes.Load(sums + (2 * QuantizedWeight.PanelRows));
        TFloats f3 = TLanes.Load(sums + (3 * QuantizedWeight.PanelRows));
        for (int group = firstGroup; group < endGroup; group++)
        {
            TInts d0 = default;
            TInts d1 = default;
            TInts d2 = default;
            TInts d3 = default;
            if (panel.Bits == 4)
            {
                for (int column = 0; column < panel.GroupSize; column += SumColumns)
                {
                    TSums s0 = default;
                    TSums s1 = default;
                    TSums s2 = default;
                    TSums s3 = default;
                    for (int step = 0; step < SumColumns; step += 8)
                    {
                        TBytes packed = TLanes.Load(weights);
                        TBytes low = TLanes.Low(packed);
                        TBytes high = TLanes.High(packed);
                        s0 = TLanes.AddNibbles(s0, low, TLanes.Repeat(x));
                        s1 = TLanes.AddNibbles(s1, low, TLanes.Repeat(x + 4));
                        s2 = TLanes.AddNibbles(s2, low, TLanes.Repeat(x + 8));
                        s3 = TLanes.AddNibbles(s3, low, TLanes.Repeat(x + 12));
                        s0 = TLanes.AddNibbles(s0, high, TLanes.Repeat(x + 16));
                        s1 = TLanes.AddNibbles(s1, high, TLanes.Repeat(x + 20));
                        s2 = TLanes.AddNibbles(s2, high, TLanes.Repeat(x + 24));
                        s3 = TLanes.AddNibbles(s3, high, TLanes.Repeat(x + 28));
                        weights += QuantizedWeight.BlockBytes;
                        x += 32;
                    }

                    d0 = TLanes.Add(d0, s0);
                    d1 = TLanes.Add(d1, s1);
                    d2 = TLanes.Add(d2, s2);
                    d3 = TLanes.Add(d3, s3);
                }
            }
            else
            {
                for (int column = 0; column < panel.GroupSize; column += 4)
                {
                    TBytes values = TLanes.Load(weights);
                    d0 = TLanes.AddBytes(d0, values, TLanes.Repeat(x));
                    d1 = TLanes.AddBytes(d1, values, TLanes.Repeat(x + 4));
                    d2 = TLanes.AddBytes(d2, values, TLanes.Repeat(x + 8));
                    d3 = TLanes.AddBytes(d3, values, TLanes.Repeat(x + 12));
                    weights += QuantizedWeight.BlockBytes;
                    x += 16;
                }
            }

            int first = group * QuantizedRows.TileRows;
            TFloats scale = Load(panel, scales);
            f0 = TLanes.MultiplyAdd(TLanes.ToFloats(d0, panel.Shift * tile.Sums[first]), TLanes.Scale(scale, tile.Scales[first]), f0);
            f1 = TLanes.MultiplyAdd(TLanes.ToFloats(d1, panel.Shift * tile.Sums[first + 1]), TLanes.Scale(scale, tile.Scales[first + 1]), f1);
            f2 = TLanes.MultiplyAdd(TLanes.ToFloats(d2, panel.Shift * tile.Sums[first + 2]), TLanes.Scale(scale, tile.Scales[first + 2]), f2);
            f3 = TLanes.MultiplyAdd(TLanes.ToFloats(d3, panel.Shift * tile.Sums[first + 3]), TLanes.Scale(scale, tile.Scales[first + 3]), f3);
            scales += panel.ScaleBytes * QuantizedWeight.PanelRows;
            if (offsets is not null)
            {
                TFloats offset = Load(panel, offsets);
                f0 = TLanes.MultiplySubtract(offset, tile.Scales[first] * tile.Sums[first], f0);
                f1 = TLanes.MultiplySubtract(offset, tile.Scales[first + 1] * tile.Sums[first + 1], f1);
                f2 = TLanes.MultiplySubtract(offset, tile.Scales[first + 2] * tile.Sums[first + 2], f2);
                f3 = TLanes.MultiplySubtract(offset, tile.Scales[first + 3] * tile.Sums[first + 3], f3);
                offsets += panel.ScaleBytes * QuantizedWeight.PanelRows;
            }
        }

        TLanes.Store(sums, f0);
        TLanes.Store(sums + QuantizedWeight.PanelRows, f1);
        TLanes.Store(sums + (2 * QuantizedWeight.PanelRows), f2);
        TLanes.Store(sums + (3 * QuantizedWeight.PanelRows), f3);
    }

    /// <summary>
    /// One row of activations; two registers of weights at once where one does not hold the panel, so that memory is read
    /// in order.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunRow(in WeightPanel panel, in ActivationTile tile, int lane, float* sums)
    {
        byte* weights = panel.Values + (4 * lane);
        byte* scales = panel.Scales + (panel.ScaleBytes * lane);
        byte* offsets = panel.Offsets is null ? null : panel.Offsets + (panel.ScaleBytes * lane);
        sbyte* x = tile.Values;
        // One register or two, known when the code is compiled; a second that is not there is the first again.
        bool hasSecond = TLanes.Count < QuantizedWeight.PanelRows;
        int second = hasSecond ? TLanes.Count : 0;
        TFloats f0 = TLanes.Load(sums + lane);
        TFloats f1 = TLanes.Load(sums + lane + second);
        for (int group = 0; group < panel.GroupCount; group++)
        {
            TInts d0 = default;
            TInts d1 = default;
            if (panel.Bits == 4)
            {
                for (int column = 0; column < panel.GroupSize; column += SumColumns)
                {
                    TSums s0 = default;
                    TSums s1 = default;
                    for (int step = 0; step < SumColumns; step += 8)
                    {
                        TLanes.Prefetch(weights + PrefetchBytes);
                        TBytes packed = TLanes.Load(weights);
                        TBytes xLow = TLanes.Repeat(x);
                        TBytes xHigh = TLanes.Repeat(x + 4);
                        s0 = TLanes.AddNibbles(TLanes.AddNibbles(s0, TLanes.Low(packed), xLow), TLanes.High(packed), xHigh);
                        if (hasSecond)
                        {
                            TBytes other = TLanes.Load(weights + (4 * TLanes.Count));
                            s1 = TLanes.AddNibbles(TLanes.AddNibbles(s1, TLanes.Low(other), xLow), TLanes.High(other), xHigh);
                        }

                        weights += QuantizedWeight.BlockBytes;
                        x += 8;
                    }

                    d0 = TLanes.Add(d0, s0);
                    d1 = TLanes.Add(d1, s1);
                }
            }
            else
            {
                for (int column = 0; column < panel.GroupSize; column += 4)
                {
                    TLanes.Prefetch(weights + PrefetchBytes);
                    TBytes four = TLanes.Repeat(x);
                    d0 = TLanes.AddBytes(d0, TLanes.Load(weights), four);
                    if (hasSecond)
                    {
                        d1 = TLanes.AddBytes(d1, TLanes.Load(weights + (4 * TLanes.Count)), four);
                    }

                    weights += QuantizedWeight.BlockBytes;
                    x += 4;
                }
            }

            int correction = panel.Shift * tile.Sums[group];
            f0 = TLanes.MultiplyAdd(TLanes.ToFloats(d0, correction), TLanes.Scale(Load(panel, scales), tile.Scales[group]), f0);
            if (hasSecond)
            {
                f1 = TLanes.MultiplyAdd(TLanes.ToFloats(d1, correction), TLanes.Scale(Load(panel, scales + (panel.ScaleBytes * second)), tile.Scales[group]), f1);
            }

            scales += panel.ScaleBytes * QuantizedWeight.PanelRows;
            if (offsets is not null)
            {
                float sum = tile.Scales[group] * tile.Sums[group];
                f0 = TLanes.MultiplySubtract(Load(panel, offsets), sum, f0);
                if (hasSecond)
                {
                    f1 = TLanes.MultiplySubtract(Load(panel, offsets + (panel.ScaleBytes * second)), sum, f1);
                }

                offsets += panel.ScaleBytes * QuantizedWeight.PanelRows;
            }
        }

        TLanes.Store(sums + lane, f0);
        if (hasSecond)
        {
            TLanes.Store(sums + lane + second, f1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TFloats Load(in WeightPanel panel, byte* scales) =>
        panel.ScaleBytes == sizeof(ushort) ? TLanes.LoadHalves((ushort*)scales) : TLanes.Load((float*)scales);
}
