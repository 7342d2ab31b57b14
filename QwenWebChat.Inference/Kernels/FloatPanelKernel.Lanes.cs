using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <inheritdoc cref="FloatPanelKernel"/>
internal sealed unsafe class FloatPanelKernel<TLanes, TFloats>(string name) : FloatPanelKernel
    where TLanes : struct, IFloatLanes<TFloats>
    where TFloats : struct
{
    // Prefetch distance: one page, at which the hardware prefetcher stops.
    private const int PrefetchBytes = 4096;

    // Two registers of each column are 8 to 32 KB: they stay in the L1 or L2 cache while every tile uses them.
    private const int BlockColumns = 256;

    // With more tiles the weights of a block are converted to floats once, not for each tile.
    private const int DirectTiles = 2;

    public override string Name => name;

    public override int BandPanels => BandOutputs / FloatWeight.PanelRows;

    // Four registers: enough for one row to hide the latency of a multiply-add.
    private static int BandOutputs => 4 * TLanes.Count;

    public override void Run(FloatWeight weight, int firstPanel, FloatRows rows, float* bias, float* output)
    {
        int first = firstPanel * FloatWeight.PanelRows;
        int count = Math.Min(BandOutputs, weight.RowCount - first);
        float* start = stackalloc float[BandOutputs];
        new Span<float>(start, BandOutputs).Clear();
        if (bias is not null)
        {
            new ReadOnlySpan<float>(bias + first, count).CopyTo(new Span<float>(start, count));
        }

        if (rows.RowsPerTile == 1)
        {
            Multiply(weight, firstPanel, rows, start);
            new ReadOnlySpan<float>(start, count).CopyTo(new Span<float>(output + first, count));
            return;
        }

        using NativeBytes memory = NativeBytes.Allocate((long)rows.PaddedRowCount * BandOutputs * sizeof(float));
        float* sums = (float*)memory.Pointer;
        for (int row = 0; row < rows.PaddedRowCount; row++)
        {
            new ReadOnlySpan<float>(start, BandOutputs).CopyTo(new Span<float>(sums + (row * BandOutputs), BandOutputs));
        }

        Multiply(weight, firstPanel, rows, sums);
        for (int row = 0; row < rows.RowCount; row++)
        {
            new ReadOnlySpan<float>(sums + (row * BandOutputs), count)
                .CopyTo(new Span<float>(output + ((long)row * weight.RowCount) + first, count));
        }
    }

    /// <param name="sums">The sums to which the products are added, [rows, 4 registers].</param>
    private static void Multiply(FloatWeight weight, int firstPanel, FloatRows rows, float* sums)
    {
        if (weight.Format == MatrixFormat.Float32)
        {
            Multiply<float>(weight, firstPanel, rows, sums);
        }
        else
        {
            Multiply<ushort>(weight, firstPanel, rows, sums);
        }
    }

    private static void Multiply<T>(FloatWeight weight, int firstPanel, FloatRows rows, float* sums)
        where T : unmanaged
    {
        T* weights = (T*)(weight.Values.Pointer + (firstPanel * weight.PanelBytes));
        int panelCount = Math.Min(BandOutputs / FloatWeight.PanelRows, weight.PanelCount - firstPanel);
        T** registers = stackalloc T*[4];
        for (int i = 0; i < 4; i++)
        {
            (int panel, int lane) = Math.DivRem(i * TLanes.Count, FloatWeight.PanelRows);
            // A panel that does not exist is replaced by the last one.
            registers[i] = weights + ((long)Math.Min(panel, panelCount - 1) * FloatWeight.PanelRows * weight.ColumnCount) + lane;
        }

        if (rows.RowsPerTile == 1)
        {
            RunRow(registers, rows.Tile(0), weight.ColumnCount, sums);
            return;
        }

        int pairs = panelCount * FloatWeight.PanelRows > 2 * TLanes.Count ? 2 : 1;
        int block = rows.TileCount <= DirectTiles ? weight.ColumnCount : BlockColumns;
        for (int column = 0; column < weight.ColumnCount; column += block)
        {
            int count = Math.Min(block, weight.ColumnCount - column);
            for (int pair = 0; pair < pairs; pair++)
            {
                T* a = registers[2 * pair] + ((long)column * FloatWeight.PanelRows);
                T* b = registers[(2 * pair) + 1] + ((long)column * FloatWeight.PanelRows);
                RunBlock(a, b, rows, column, count, sums + (2 * pair * TLanes.Count));
            }
        }
    }

    [SkipLocalsInit]
    private static void RunBlock<T>(T* a, T* b, FloatRows rows, int firstColumn, int columnCount, float* sums)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float) || rows.TileCount <= DirectTiles)
        {
            RunTiles(a, b, FloatWeight.PanelRows, rows, firstColumn, columnCount, sums);
            return;
        }

        float* widened = stackalloc float[2 * TLanes.Count * BlockColumns];
        Widen((ushort*)a, (ushort*)b, columnCount, widened);
        RunTiles(widened, widened + TLanes.Count, 2 * TLanes.Count, rows, firstColumn, columnCount, sums);
    }

    /// <param name="widened">The converted weights, [columns, 2 registers].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Widen(ushort* a, ushort* b, int columnCount, float* widened)
    {
        for (float* end = widened + (2 * TLanes.Count * columnCount); widened < end; widened += 2 * TLanes.Count)
        {
            // Prefetches the next block of columns while the tiles process this one.
            Prefetch(a + (BlockColumns * FloatWeight.PanelRows));
            Prefetch(b + (BlockColumns * FloatWeight.PanelRows));
            TLanes.Store(widened, Load(a));
            TLanes.Store(widened + TLanes.Count, Load(b));
            a += FloatWeight.PanelRows;
            b += FloatWeight.PanelRows;
        }
    }

    /// <param name="a">The weights of the first register's rows; <paramref name="b"/> has those of the second register.</param>
    /// <param name="step">The distance from one column to the next, in weights.</param>
    private static void RunTiles<T>(T* a, T* b, int step, FloatRows rows, int firstColumn, int columnCount, float* sums)
        where T : unmanaged
    {
        int tile = 0;
        // Two tiles at once if the processor has 32 registers.
        for (; TLanes.Count == 16 && tile + 1 < rows.TileCount; tile += 2)
        {
            float* x = rows.Tile(tile) + (firstColumn * FloatRows.TileRows);
            float* y = rows.Tile(tile + 1) + (firstColumn * FloatRows.TileRows);
            RunTwo(a, b, step, x, y, columnCount, sums + (tile * FloatRows.TileRows * BandOutputs));
        }

        for (; tile < rows.TileCount; tile++)
        {
            float* x = rows.Tile(tile) + (firstColumn * FloatRows.TileRows);
            RunOne(a, b, step, x, columnCount, sums + (tile * FloatRows.TileRows * BandOutputs));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunOne<T>(T* a, T* b, int step, float* x, int columnCount, float* sums)
        where T : unmanaged
    {
        FloatTile<TLanes, TFloats> tile = new(sums, BandOutputs);
        for (float* end = x + (columnCount * FloatRows.TileRows); x < end; x += FloatRows.TileRows)
        {
            PrefetchAhead(a);
            PrefetchAhead(b);
            tile.Add(Load(a), Load(b), x);
            a += step;
            b += step;
        }

        tile.Store(sums, BandOutputs);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunTwo<T>(T* a, T* b, int step, float* x, float* y, int columnCount, float* sums)
        where T : unmanaged
    {
        FloatTile<TLanes, TFloats> first = new(sums, BandOutputs);
        FloatTile<TLanes, TFloats> second = new(sums + (FloatRows.TileRows * BandOutputs), BandOutputs);
        for (float* end = x + (columnCount * FloatRows.TileRows); x < end; x += FloatRows.TileRows)
        {
            PrefetchAhead(a);
            PrefetchAhead(b);
            TFloats left = Load(a);
            TFloats right = Load(b);
            first.Add(left, right, x);
            second.Add(left, right, y);
            a += step;
            b += step;
            y += FloatRows.TileRows;
        }

        first.Store(sums, BandOutputs);
        second.Store(sums + (FloatRows.TileRows * BandOutputs), BandOutputs);
    }

    /// <summary>Multiplies one row of activations with four registers of the weight's rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void RunRow<T>(T** registers, float* x, int columnCount, float* sums)
        where T : unmanaged
    {
        T* a = registers[0];
        T* b = registers[1];
        T* c = registers[2];
        T* d = registers[3];
        TFloats s0 = TLanes.Load(sums);
        TFloats s1 = TLanes.Load(sums + TLanes.Count);
        TFloats s2 = TLanes.Load(sums + (2 * TLanes.Count));
        TFloats s3 = TLanes.Load(sums + (3 * TLanes.Count));
        for (long at = 0; at < (long)columnCount * FloatWeight.PanelRows; at += FloatWeight.PanelRows)
        {
            TFloats value = TLanes.Repeat(*x++);
            PrefetchAhead(a + at);
            s0 = TLanes.MultiplyAdd(Load(a + at), value, s0);
            PrefetchAhead(b + at);
            s1 = TLanes.MultiplyAdd(Load(b + at), value, s1);
            PrefetchAhead(c + at);
            s2 = TLanes.MultiplyAdd(Load(c + at), value, s2);
            PrefetchAhead(d + at);
            s3 = TLanes.MultiplyAdd(Load(d + at), value, s3);
        }

        TLanes.Store(sums, s0);
        TLanes.Store(sums + TLanes.Count, s1);
        TLanes.Store(sums + (2 * TLanes.Count), s2);
        TLanes.Store(sums + (3 * TLanes.Count), s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TFloats Load<T>(T* weights)
        where T : unmanaged => typeof(T) == typeof(float) ? TLanes.Load((float*)weights) : TLanes.LoadBFloat16((ushort*)weights);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchAhead(void* weights) => Prefetch((byte*)weights + PrefetchBytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(void* address)
    {
        // .NET has no portable prefetch.
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(address);
        }
    }
}
