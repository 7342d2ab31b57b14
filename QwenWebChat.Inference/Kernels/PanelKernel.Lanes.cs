using System.Runtime.CompilerServices;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <inheritdoc cref="PanelKernel"/>
/// <param name="rowPrefetchBytes">The prefetch distance of a single row in each panel, into the L1 cache.</param>
internal sealed unsafe partial class PanelKernel<TLanes, TBytes, TSums, TInts, TFloats>(
    string name, int rowPrefetchBytes = PanelKernel<TLanes, TBytes, TSums, TInts, TFloats>.NearPrefetchBytes) : PanelKernel
    where TLanes : struct, IPanelLanes<TBytes, TSums, TInts, TFloats>
    where TBytes : struct
    where TSums : struct
    where TInts : struct
    where TFloats : struct
{
    // Four bits of 16 rows, their scales and four rows of activations: 14 to 18 KB.
    private const int BlockColumns = 1024;

    // The smallest group size is 16.
    private const int BlockScales = BlockColumns / 16 * QuantizedWeight.PanelRows;

    // Activations of 64 rows, whose sums are 4 KB.
    private const int BlockTiles = 16;

    public override string Name => name;

    public override int Start(QuantizedForm form, int activationSum)
    {
        int zeroPoint = form.HasOffsets ? 0 : form.ZeroPoint;
        return form.Bits == 8 ? (TLanes.ByteBias - zeroPoint) * activationSum : TLanes.PackStart(-zeroPoint * activationSum);
    }

    public override void Run(QuantizedWeight weight, int firstPanel, int panelCount, QuantizedRows rows, float* bias, float* output, long stride)
    {
        if (rows.RowsPerTile == 1)
        {
            MultiplyRow(weight, firstPanel, panelCount, rows, bias, output);
            return;
        }

        for (int panel = firstPanel; panel < firstPanel + panelCount; panel++)
        {
            MultiplyTiles(weight, panel, rows, bias, output, stride);
        }
    }

    [SkipLocalsInit]
    private static void MultiplyTiles(QuantizedWeight weight, int panel, QuantizedRows rows, float* bias, float* output, long stride)
    {
        int first = panel * QuantizedWeight.PanelRows;
        int count = Math.Min(QuantizedWeight.PanelRows, weight.Form.RowCount - first);
        byte* memory = stackalloc byte[(sizeof(float) * ((BlockTiles * TileSums) + (2 * BlockScales))) + NativeBytes.Alignment];
        float* sums = (float*)(((nint)memory + NativeBytes.Alignment - 1) & -NativeBytes.Alignment);
        WeightPanel values = new(weight, panel);
        for (int tile = 0; tile < rows.TileCount; tile += BlockTiles)
        {
            int tileCount = Math.Min(BlockTiles, rows.TileCount - tile);
            Begin(sums, tileCount * QuantizedRows.TileRows, bias is null ? null : bias + first, count);
            MultiplyTiles(values, rows, tile, tileCount, sums, sums + (BlockTiles * TileSums));
            int firstRow = tile * QuantizedRows.TileRows;
            int rowCount = Math.Min(tileCount * QuantizedRows.TileRows, rows.RowCount - firstRow);
            for (int row = 0; row < rowCount; row++)
            {
                new ReadOnlySpan<float>(sums + (row * QuantizedWeight.PanelRows), count).CopyTo(new Span<float>(output + ((firstRow + row) * stride) + first, count));
            }
        }
    }

    /// <summary>Initializes every row's sums with the bias.</summary>
    private static void Begin(float* sums, int rowCount, float* bias, int count)
    {
        Span<float> all = new(sums, rowCount * QuantizedWeight.PanelRows);
        all.Clear();
        for (int row = 0; row < rowCount && bias is not null; row++)
        {
            new ReadOnlySpan<float>(bias, count).CopyTo(all[(row * QuantizedWeight.PanelRows)..]);
        }
    }

    /// <param name="sums">The sums to which the products are added, [rows, 16].</param>
    /// <param name="numbers">A buffer for a block's scales and offsets.</param>
    private static void MultiplyTiles(in WeightPanel panel, QuantizedRows rows, int firstTile, int tileCount, float* sums, float* numbers)
    {
        // A block of columns of the panel stays in the L1 cache while every tile uses it.
        int step = BlockColumns / panel.GroupSize;
        for (int group = 0; group < panel.GroupCount; group += step)
        {
            int groupCount = Math.Min(step, panel.GroupCount - group);
            float* scales = LoadBlock(panel, panel.Scales, group, groupCount, numbers);
            float* offsets = LoadBlock(panel, panel.Offsets, group, groupCount, numbers + BlockScales);
            PanelBlock block = new(panel, group, groupCount, scales, offsets);
            for (int tile = 0; tile < tileCount; tile++)
            {
                RunTile(block, new ActivationTile(rows, firstTile + tile, group), sums + (tile * TileSums));
            }
        }
    }

    /// <summary>Converts the scales or offsets of a block to floats, once for all tiles.</summary>
    private static float* LoadBlock(in WeightPanel panel, byte* numbers, int firstGroup, int groupCount, float* floats)
    {
        if (numbers is null)
        {
            return null;
        }

        numbers += firstGroup * QuantizedWeight.PanelRows * panel.ScaleBytes;
        if (panel.ScaleBytes == sizeof(float))
        {
            return (float*)numbers;
        }

        for (int i = 0; i < groupCount * QuantizedWeight.PanelRows; i += TLanes.Count)
        {
            TLanes.Store(floats + i, TLanes.LoadHalves((ushort*)numbers + i));
        }

        return floats;
    }
}
