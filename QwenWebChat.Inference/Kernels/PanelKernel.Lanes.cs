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

    // How far ahead of the row kernel memory is asked for: into the next page, which the processor itself waits for.
    private const int PrefetchBytes = 2048;

    public override string Name => name;

    public override void Run(QuantizedWeight weight, int panel, QuantizedRows rows, float* bias, float* output, long stride)
    {
        QuantizedForm form = weight.Form;
        int firstRow = panel * QuantizedWeight.PanelRows;
        bool isWhole = firstRow + QuantizedWeight.PanelRows <= form.RowCount;
        Panel source = new(weight, panel);
        float* padded = stackalloc float[QuantizedRows.TileRows * QuantizedWeight.PanelRows];
        float* start = stackalloc float[QuantizedWeight.PanelRows];
        for (int row = 0; row < QuantizedWeight.PanelRows; row++)
        {
            start[row] = bias is not null && firstRow + row < form.RowCount ? bias[firstRow + row] : 0;
        }

        for (int tile = 0; tile < rows.TileCount; tile++)
        {
            int count = Math.Min(rows.RowsPerTile, rows.RowCount - (tile * rows.RowsPerTile));
            bool isDirect = isWhole && count == rows.RowsPerTile;
            float* first = output + (tile * rows.RowsPerTile * stride) + firstRow;
            float* target = isDirect ? first : padded;
            long targetStride = isDirect ? stride : QuantizedWeight.PanelRows;
            Tile activations = new(rows, tile);
            if (rows.RowsPerTile == 1)
            {
                RunRow(source, activations, start, target);
            }
            else
            {
                for (int lane = 0; lane < QuantizedWeight.PanelRows; lane += TLanes.Count)
                {
                    RunTile(source, activations, lane, start, target, targetStride);
                }
            }

            if (!isDirect)
            {
                int width = Math.Min(QuantizedWeight.PanelRows, form.RowCount - firstRow);
                for (int row = 0; row < count; row++)
                {
                    new ReadOnlySpan<float>(padded + (row * QuantizedWeight.PanelRows), width).CopyTo(new Span<float>(first + (row * stride), width));
                }
            }
        }
    }

    /// <summary>Four rows of activations, as many rows of the weight as there are lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunTile(in Panel panel, in Tile tile, int lane, float* start, float* output, long stride)
    {
        byte* weights = panel.Values + (4 * lane);
        byte* scales = panel.Scales + (panel.ScaleBytes * lane);
        byte* offsets = panel.Offsets is null ? null : panel.Offsets + (panel.ScaleBytes * lane);
        sbyte* x = tile.Values;
        TFloats f0 = TLanes.Load(start + lane);
        TFloats f1 = f0;
        TFloats f2 = f0;
        TFloats f3 = f0;
        for (int group = 0; group < panel.GroupCount; group++)
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

        TLanes.Store(output + lane, f0);
        TLanes.Store(output + stride + lane, f1);
        TLanes.Store(output + (2 * stride) + lane, f2);
        TLanes.Store(output + (3 * stride) + lane, f3);
    }

    /// <summary>One row of activations, the whole panel: what is read from memory is read once, in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunRow(in Panel panel, in Tile tile, float* start, float* output)
    {
        for (int lane = 0; lane < QuantizedWeight.PanelRows; lane += 2 * TLanes.Count)
        {
            // The second half is the first again where one register holds the panel; it is not stored.
            int second = TLanes.Count == QuantizedWeight.PanelRows ? 0 : TLanes.Count;
            RunHalves(panel, tile, lane, second, start, output);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunHalves(in Panel panel, in Tile tile, int lane, int second, float* start, float* output)
    {
        byte* weights = panel.Values + (4 * lane);
        byte* scales = panel.Scales + (panel.ScaleBytes * lane);
        byte* offsets = panel.Offsets is null ? null : panel.Offsets + (panel.ScaleBytes * lane);
        sbyte* x = tile.Values;
        bool hasSecond = TLanes.Count < QuantizedWeight.PanelRows;
        TFloats f0 = TLanes.Load(start + lane);
        TFloats f1 = TLanes.Load(start + lane + second);
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
                        if (TLanes.Count < QuantizedWeight.PanelRows)
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
                    if (TLanes.Count < QuantizedWeight.PanelRows)
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

        TLanes.Store(output + lane, f0);
        if (hasSecond)
        {
            TLanes.Store(output + lane + second, f1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TFloats Load(in Panel panel, byte* scales) =>
        panel.ScaleBytes == sizeof(ushort) ? TLanes.LoadHalves((ushort*)scales) : TLanes.Load((float*)scales);

    /// <summary>One panel of a weight.</summary>
    private readonly struct Panel(QuantizedWeight weight, int panel)
    {
        public readonly byte* Values = weight.Values.Pointer + (panel * weight.Form.PanelValueBytes);
        public readonly byte* Scales = weight.Scales.Pointer + (panel * ScaleBytesOf(weight.Form));
        public readonly byte* Offsets = weight.Offsets is null ? null : weight.Offsets.Pointer + (panel * ScaleBytesOf(weight.Form));
        public readonly int Bits = weight.Form.Bits;
        public readonly int GroupSize = weight.Form.GroupSize;
        public readonly int GroupCount = weight.Form.GroupCount;

        /// <summary>Bytes of a scale: 2 or 4.</summary>
        public readonly int ScaleBytes = weight.Form.HasHalfScales ? sizeof(ushort) : sizeof(float);

        /// <summary>What every value lacks: times the sum of the activations it corrects a group's product.</summary>
        public readonly int Shift = (weight.Form.Bits == 8 ? TLanes.ByteBias : 0) - (weight.Form.HasOffsets ? 0 : weight.Form.ZeroPoint);

        private static long ScaleBytesOf(QuantizedForm form) => form.ScaleBytes / form.PanelCount;
    }

    /// <summary>One tile of activations.</summary>
    private readonly struct Tile(QuantizedRows rows, int tile)
    {
        public readonly sbyte* Values = (sbyte*)rows.Values.Pointer + ((long)tile * rows.RowsPerTile * rows.ColumnCount);
        public readonly float* Scales = (float*)rows.Scales.Pointer + ((long)tile * rows.RowsPerTile * rows.GroupCount);
        public readonly int* Sums = (int*)rows.Sums.Pointer + ((long)tile * rows.RowsPerTile * rows.GroupCount);
    }
}
