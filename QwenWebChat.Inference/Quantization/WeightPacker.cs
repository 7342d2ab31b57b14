using System.Numerics.Tensors;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Quantization;

/// <summary>Converts a checkpoint's quantized matrix to the layout of the kernels without changing its values.</summary>
internal static unsafe class WeightPacker
{
    // Formats that store columns contiguously are read a cache line of rows at a time.
    private const int ChunkPanels = 8;

    /// <summary>Reads and packs on all cores. The caller owns the result.</summary>
    /// <exception cref="CheckpointException">The matrix cannot be read.</exception>
    public static QuantizedWeight Pack(QuantizedMatrix matrix, CancellationToken cancellationToken)
    {
        QuantizedWeight weight = new(QuantizedForm.Of(matrix));
        try
        {
            if (matrix is GgufMatrix { IsQ40: true } blocks)
            {
                Q40Packer.Pack(blocks, weight, cancellationToken);
                return weight;
            }

            int chunkCount = (weight.Form.PanelCount + ChunkPanels - 1) / ChunkPanels;
            Parallel.For(
                0,
                chunkCount,
                new ParallelOptions { CancellationToken = cancellationToken },
                () => new Rows(weight.Form),
                (chunk, _, rows) =>
                {
                    PackChunk(matrix, weight, chunk, rows);
                    return rows;
                },
                _ => { });
            return weight;
        }
        catch (Exception error)
        {
            weight.Dispose();
            // One error is enough, and callers handle it by its type.
            if (error is AggregateException { InnerException: CheckpointException inner })
            {
                throw inner;
            }

            throw;
        }
    }

    private static void PackChunk(QuantizedMatrix matrix, QuantizedWeight weight, int chunk, Rows rows)
    {
        QuantizedForm form = weight.Form;
        int first = chunk * ChunkPanels * QuantizedWeight.PanelRows;
        int count = Math.Min(ChunkPanels * QuantizedWeight.PanelRows, form.RowCount - first);
        int groups = form.GroupCount;
        matrix.ReadRows(
            first,
            rows.Values.AsSpan(0, count * form.ColumnCount),
            rows.Scales.AsSpan(0, count * groups),
            form.HasOffsets ? rows.Offsets.AsSpan(0, count * groups) : []);
        int padded = (count + QuantizedWeight.PanelRows - 1) / QuantizedWeight.PanelRows * QuantizedWeight.PanelRows;
        rows.Values.AsSpan(count * form.ColumnCount, (padded - count) * form.ColumnCount).Clear();
        rows.Scales.AsSpan(count * groups, (padded - count) * groups).Clear();
        rows.Offsets.AsSpan(Math.Min(count * groups, rows.Offsets.Length)).Clear();
        for (int row = 0; row < padded; row += QuantizedWeight.PanelRows)
        {
            int panel = (first + row) / QuantizedWeight.PanelRows;
            PackValues(form, rows.Values.AsSpan(row * form.ColumnCount), weight.Values.Pointer + (panel * form.PanelValueBytes));
            PackScales(form, rows.Scales.AsSpan(row * groups), weight.Scales.Pointer, panel, rows.Halves);
            if (weight.Offsets is { } offsets)
            {
                PackScales(form, rows.Offsets.AsSpan(row * groups), offsets.Pointer, panel, rows.Halves);
            }
        }
    }

    private static void PackValues(QuantizedForm form, ReadOnlySpan<byte> rows, byte* destination)
    {
        int columns = form.ColumnCount;
        fixed (byte* source = rows)
        {
            uint* block = (uint*)destination;
            for (int k = 0; k < columns; k += 32 / form.Bits, block += QuantizedWeight.PanelRows)
            {
                for (int row = 0; row < QuantizedWeight.PanelRows; row++)
                {
                    uint* four = (uint*)(source + ((long)row * columns) + k);
                    block[row] = form.Bits == 8 ? four[0] : four[0] | (four[1] << 4);
                }
            }
        }
    }

    /// <param name="halves">A buffer for the scales of a row.</param>
    private static void PackScales(QuantizedForm form, ReadOnlySpan<float> rows, byte* destination, int panel, Span<Half> halves)
    {
        long start = (long)panel * form.GroupCount * QuantizedWeight.PanelRows;
        for (int row = 0; row < QuantizedWeight.PanelRows; row++)
        {
            ReadOnlySpan<float> scales = rows.Slice(row * form.GroupCount, form.GroupCount);
            if (form.HasHalfScales)
            {
                TensorPrimitives.ConvertToHalf(scales, halves);
                Spread(halves, (Half*)destination + start + row);
            }
            else
            {
                Spread(scales, (float*)destination + start + row);
            }
        }
    }

    private static void Spread<T>(ReadOnlySpan<T> scales, T* destination)
        where T : unmanaged
    {
        for (int group = 0; group < scales.Length; group++)
        {
            destination[group * QuantizedWeight.PanelRows] = scales[group];
        }
    }

    /// <summary>A chunk of rows that was read and is to be packed.</summary>
    private sealed class Rows(QuantizedForm form)
    {
        private const int Count = ChunkPanels * QuantizedWeight.PanelRows;

        public byte[] Values { get; } = new byte[(long)Count * form.ColumnCount];

        public float[] Scales { get; } = new float[Count * form.GroupCount];

        public Half[] Halves { get; } = new Half[form.GroupCount];

        public float[] Offsets { get; } = form.HasOffsets ? new float[Count * form.GroupCount] : [];
    }
}
