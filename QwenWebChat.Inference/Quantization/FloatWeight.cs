using System.Runtime.ExceptionServices;

namespace QwenWebChat.Inference.Quantization;

/// <summary>A float weight matrix in the layout of the kernels.</summary>
/// <remarks>
/// Rows are stored in panels of 16, the last one padded with zeros; a panel is [column, 16]. One multiply-add thus
/// computes as many rows as a register has lanes, without a horizontal sum, and a panel is read sequentially.
/// </remarks>
internal sealed unsafe class FloatWeight : HeldMatrix
{
    public const int PanelRows = 16;

    /// <summary>Allocates uninitialized memory, to be filled.</summary>
    /// <param name="rowCount">The number of output features, at least 1.</param>
    /// <param name="columnCount">The number of input features, at least 1.</param>
    /// <param name="format">A float format.</param>
    public FloatWeight(int rowCount, int columnCount, MatrixFormat format)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        if (format is not (MatrixFormat.Float32 or MatrixFormat.BFloat16))
        {
            throw new ArgumentOutOfRangeException(nameof(format), format, "It must be Float32 or BFloat16.");
        }

        RowCount = rowCount;
        ColumnCount = columnCount;
        Format = format;
        Values = NativeBytes.Allocate(PanelCount * PanelBytes);
    }

    public override int RowCount { get; }

    public override int ColumnCount { get; }

    public override MatrixFormat Format { get; }

    public NativeBytes Values { get; }

    public int PanelCount => (RowCount + PanelRows - 1) / PanelRows;

    public long PanelBytes => (long)ColumnCount * PanelRows * (Format == MatrixFormat.Float32 ? sizeof(float) : sizeof(ushort));

    public override long Bytes => Values.Length;

    /// <summary>Reads and packs on all cores. The caller owns the result.</summary>
    /// <typeparam name="TNumber"><see cref="float"/>, or <see cref="ushort"/> for the bits of bfloat16.</typeparam>
    /// <param name="read">Copies whole rows, starting at the given row, as many as fit; called from several threads.</param>
    public static FloatWeight Pack<TNumber>(int rowCount, int columnCount, Action<int, Span<TNumber>> read, CancellationToken cancellationToken)
        where TNumber : unmanaged
    {
        FloatWeight weight = new(rowCount, columnCount, FormatOf<TNumber>());
        try
        {
            Parallel.For(
                0,
                weight.PanelCount,
                new ParallelOptions { CancellationToken = cancellationToken },
                () => new TNumber[PanelRows * columnCount],
                (panel, _, rows) =>
                {
                    weight.PackPanel(panel, rows, read);
                    return rows;
                },
                _ => { });
            return weight;
        }
        catch (Exception error)
        {
            weight.Dispose();
            // One error is enough, and callers handle it by its type.
            if (error is AggregateException { InnerException: { } inner })
            {
                ExceptionDispatchInfo.Throw(inner);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public override void Dequantize(int row, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, RowCount);
        (int panel, int lane) = Math.DivRem(row, PanelRows);
        byte* values = Values.Pointer + (panel * PanelBytes);
        for (int column = 0; column < ColumnCount; column++)
        {
            long index = ((long)column * PanelRows) + lane;
            destination[column] = Format == MatrixFormat.Float32
                ? ((float*)values)[index]
                : BitConverter.Int32BitsToSingle(((ushort*)values)[index] << 16);
        }
    }

    public override void Dispose() => Values.Dispose();

    private static MatrixFormat FormatOf<TNumber>() =>
        typeof(TNumber) == typeof(float) ? MatrixFormat.Float32
        : typeof(TNumber) == typeof(ushort) ? MatrixFormat.BFloat16
        : throw new ArgumentException($"Weights are packed from float or from the bits of bfloat16, not from {typeof(TNumber).Name}.");

    private void PackPanel<TNumber>(int panel, TNumber[] rows, Action<int, Span<TNumber>> read)
        where TNumber : unmanaged
    {
        int first = panel * PanelRows;
        Span<TNumber> there = rows.AsSpan(0, Math.Min(PanelRows, RowCount - first) * ColumnCount);
        read(first, there);
        rows.AsSpan(there.Length).Clear();
        TNumber* destination = (TNumber*)(Values.Pointer + (panel * PanelBytes));
        for (int column = 0; column < ColumnCount; column++)
        {
            for (int row = 0; row < PanelRows; row++)
            {
                *destination++ = rows[(row * ColumnCount) + column];
            }
        }
    }
}
