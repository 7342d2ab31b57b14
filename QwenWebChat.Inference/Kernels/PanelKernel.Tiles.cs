using System.Runtime.CompilerServices;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <content>
/// The kernel for four rows of activations; it uses two registers of weights at once if one does not hold the panel, so
/// that a loaded activation serves both.
/// </content>
internal sealed unsafe partial class PanelKernel<TLanes, TBytes, TSums, TInts, TFloats>
{
    private const int TileSums = QuantizedRows.TileRows * QuantizedWeight.PanelRows;

    // The tiles of a block read it repeatedly; the block behind it is prefetched.
    private const int TilePrefetchBytes = BlockColumns / 8 * QuantizedWeight.BlockBytes;

    // A constant at compile time.
    private static bool HasSecond => TLanes.Count < QuantizedWeight.PanelRows;

    /// <param name="sums">The sums to which the products are added, [4, 16].</param>
    private static void RunTile(in PanelBlock block, in ActivationTile tile, float* sums)
    {
        for (int lane = 0; lane < QuantizedWeight.PanelRows; lane += 2 * TLanes.Count)
        {
            if (block.Bits == 8)
            {
                RunBytes(block, tile, lane, sums + lane);
            }
            else if (block.GroupSize == SumColumns)
            {
                RunSmallGroups<WholeSum>(block, tile, lane, sums + lane);
            }
            else if (block.GroupSize < SumColumns)
            {
                RunSmallGroups<HalfSum>(block, tile, lane, sums + lane);
            }
            else
            {
                RunLargeGroups(block, tile, lane, sums + lane);
            }
        }
    }

    /// <summary>Multiplies 4-bit groups whose products fit one sum.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void RunSmallGroups<TColumns>(in PanelBlock block, in ActivationTile tile, int lane, float* sums)
        where TColumns : struct, ISumColumns
    {
        byte* weights = block.Values + (4 * lane);
        sbyte* x = tile.Values;
        float* scales = block.Scales + lane;
        long offsets = block.Offsets is null ? 0 : block.Offsets - block.Scales;
        float* numbers = tile.Numbers;
        int* starts = tile.Starts;
        for (int group = block.GroupCount; group > 0; group--)
        {
            Sums s = new(starts);
            Sums t = new(starts);
            AddColumns<TColumns>(ref s, ref t, weights, x);
            weights += TColumns.Count / 8 * QuantizedWeight.BlockBytes;
            x += TColumns.Count * QuantizedRows.TileRows;
            starts += QuantizedRows.TileRows;
            AddGroup(sums, new Ints(s), scales, offsets, numbers);
            if (HasSecond)
            {
                AddGroup(sums + TLanes.Count, new Ints(t), scales + TLanes.Count, offsets, numbers);
            }

            scales += QuantizedWeight.PanelRows;
            numbers += 2 * QuantizedRows.TileRows;
        }
    }

    /// <summary>Multiplies larger 4-bit groups.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void RunLargeGroups(in PanelBlock block, in ActivationTile tile, int lane, float* sums)
    {
        byte* weights = block.Values + (4 * lane);
        sbyte* x = tile.Values;
        float* scales = block.Scales + lane;
        long offsets = block.Offsets is null ? 0 : block.Offsets - block.Scales;
        float* numbers = tile.Numbers;
        int* starts = tile.Starts;
        int columns = block.GroupSize;
        for (int group = block.GroupCount; group > 0; group--)
        {
            Ints a = default;
            Ints b = default;
            for (int column = 0; column < columns; column += SumColumns)
            {
                Sums s = new(starts);
                Sums t = new(starts);
                AddColumns<WholeSum>(ref s, ref t, weights, x);
                weights += SumColumns / 8 * QuantizedWeight.BlockBytes;
                x += SumColumns * QuantizedRows.TileRows;
                starts += QuantizedRows.TileRows;
                a.Add(s);
                if (HasSecond)
                {
                    b.Add(t);
                }
            }

            AddGroup(sums, a, scales, offsets, numbers);
            if (HasSecond)
            {
                AddGroup(sums + TLanes.Count, b, scales + TLanes.Count, offsets, numbers);
            }

            scales += QuantizedWeight.PanelRows;
            numbers += 2 * QuantizedRows.TileRows;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void RunBytes(in PanelBlock block, in ActivationTile tile, int lane, float* sums)
    {
        byte* weights = block.Values + (4 * lane);
        sbyte* x = tile.Values;
        float* scales = block.Scales + lane;
        long offsets = block.Offsets is null ? 0 : block.Offsets - block.Scales;
        float* numbers = tile.Numbers;
        int* starts = tile.Starts;
        int columns = block.GroupSize;
        for (int group = block.GroupCount; group > 0; group--)
        {
            Ints a = new(starts);
            Ints b = new(starts);
            for (int column = 0; column < columns; column += 4)
            {
                TLanes.Prefetch(weights + TilePrefetchBytes);
                a.Add(TLanes.Load(weights), x);
                if (HasSecond)
                {
                    b.Add(TLanes.Load(weights + (4 * TLanes.Count)), x);
                }

                weights += QuantizedWeight.BlockBytes;
                x += 4 * QuantizedRows.TileRows;
            }

            starts += QuantizedRows.TileRows;
            AddGroup(sums, a, scales, offsets, numbers);
            if (HasSecond)
            {
                AddGroup(sums + TLanes.Count, b, scales + TLanes.Count, offsets, numbers);
            }

            scales += QuantizedWeight.PanelRows;
            numbers += 2 * QuantizedRows.TileRows;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddColumns<TColumns>(ref Sums s, ref Sums t, byte* weights, sbyte* x)
        where TColumns : struct, ISumColumns
    {
        for (int step = 0; step < TColumns.Count; step += 8)
        {
            TLanes.Prefetch(weights + TilePrefetchBytes);
            TBytes packed = TLanes.Load(weights);
            TBytes other = HasSecond ? TLanes.Load(weights + (4 * TLanes.Count)) : packed;
            Sums.Add(ref s, ref t, TLanes.Low(packed), TLanes.Low(other), x);
            Sums.Add(ref s, ref t, TLanes.High(packed), TLanes.High(other), x + (4 * QuantizedRows.TileRows));
            weights += QuantizedWeight.BlockBytes;
            x += 8 * QuantizedRows.TileRows;
        }
    }
}
