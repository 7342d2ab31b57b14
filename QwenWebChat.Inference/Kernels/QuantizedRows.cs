using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// Rows of activations in 8 bits with a scale a group, laid out for the kernels: tiles of 4 rows (a single row is a tile
/// of its own), in a tile four columns of row 0, of row 1 ... Scales and sums are [tile, group, row]. Rows that fill the
/// last tile up are zeros. A row's numbers do not depend on the rows beside it.
/// </summary>
internal sealed unsafe class QuantizedRows : IDisposable
{
    public const int TileRows = 4;

    // 127 divided by less would not be finite.
    private const float Negligible = 1e-35f;

    private readonly int[]? _columnOrder;

    /// <param name="rowCount">At least 1.</param>
    /// <param name="form">The weight that they are for: its groups and its order of columns.</param>
    public QuantizedRows(int rowCount, QuantizedForm form)
    {
        RowCount = rowCount;
        RowsPerTile = rowCount == 1 ? 1 : TileRows;
        TileCount = (rowCount + RowsPerTile - 1) / RowsPerTile;
        ColumnCount = form.ColumnCount;
        GroupSize = form.GroupSize;
        _columnOrder = form.ColumnOrder;
        long scales = (long)TileCount * RowsPerTile * (ColumnCount / GroupSize);
        Values = NativeBytes.Allocate((long)TileCount * RowsPerTile * ColumnCount);
        Scales = NativeBytes.Allocate(scales * sizeof(float));
        Sums = NativeBytes.Allocate(scales * sizeof(int));
    }

    public int RowCount { get; }

    /// <summary>1 or <see cref="TileRows"/>.</summary>
    public int RowsPerTile { get; }

    public int TileCount { get; }

    public int ColumnCount { get; }

    public int GroupSize { get; }

    public int GroupCount => ColumnCount / GroupSize;

    /// <summary>Int8, -127 to 127.</summary>
    public NativeBytes Values { get; }

    /// <summary>Float32: an activation is scale x value.</summary>
    public NativeBytes Scales { get; }

    /// <summary>Int32: the sum of a group's values.</summary>
    public NativeBytes Sums { get; }

    /// <summary>Whether a weight takes these rows.</summary>
    public bool Fit(QuantizedForm form) =>
        form.ColumnCount == ColumnCount && form.GroupSize == GroupSize && Same(form.ColumnOrder, _columnOrder);

    /// <summary>Rounds the rows of one tile.</summary>
    /// <param name="source">All rows, [<see cref="RowCount"/>, <see cref="ColumnCount"/>], in the order of the input.</param>
    public void FillTile(int tile, float* source)
    {
        float[]? ordered = _columnOrder is null ? null : new float[ColumnCount];
        for (int lane = 0; lane < RowsPerTile; lane++)
        {
            int row = (tile * RowsPerTile) + lane;
            ReadOnlySpan<float> values = row < RowCount ? new(source + ((long)row * ColumnCount), ColumnCount) : default;
            if (ordered is not null && !values.IsEmpty)
            {
                for (int k = 0; k < ordered.Length; k++)
                {
                    ordered[k] = values[_columnOrder![k]];
                }

                values = ordered;
            }

            fixed (float* pointer = values)
            {
                FillRow(tile, lane, pointer);
            }
        }
    }

    public void Dispose()
    {
        Values.Dispose();
        Scales.Dispose();
        Sums.Dispose();
    }

    private void FillRow(int tile, int lane, float* values)
    {
        uint* quads = (uint*)(Values.Pointer + ((long)tile * RowsPerTile * ColumnCount));
        long first = (long)tile * RowsPerTile * GroupCount;
        for (int group = 0; group < GroupCount; group++)
        {
            long index = first + (group * RowsPerTile) + lane;
            uint* destination = quads + (group * GroupSize / 4 * RowsPerTile) + lane;
            (float scale, int sum) = values is null
                ? Clear(destination)
                : Round(values + (group * GroupSize), destination);
            ((float*)Scales.Pointer)[index] = scale;
            ((int*)Sums.Pointer)[index] = sum;
        }
    }

    private (float Scale, int Sum) Clear(uint* destination)
    {
        for (int quad = 0; quad < GroupSize / 4; quad++)
        {
            destination[quad * RowsPerTile] = 0;
        }

        return (0, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (float Scale, int Sum) Round(float* values, uint* destination)
    {
        Vector128<float> largest = default;
        for (int k = 0; k < GroupSize; k += 4)
        {
            largest = Vector128.Max(largest, Vector128.Abs(Vector128.Load(values + k)));
        }

        float peak = MathF.Max(MathF.Max(largest[0], largest[1]), MathF.Max(largest[2], largest[3]));
        Vector128<float> factor = Vector128.Create(peak > Negligible ? 127 / peak : 0);
        Vector128<int> sums = default;
        for (int k = 0; k < GroupSize; k += 4)
        {
            Vector128<int> rounded = Vector128.ConvertToInt32(Vector128.Round(Vector128.Load(values + k) * factor));
            sums += rounded;
            Vector128<short> narrow = Vector128.Narrow(rounded, rounded);
            *destination = Vector128.Narrow(narrow, narrow).AsUInt32()[0];
            destination += RowsPerTile;
        }

        // What is not a number stays none, and shows in the product.
        return (peak <= Negligible ? 0 : peak / 127, Vector128.Sum(sums));
    }

    private static bool Same(int[]? a, int[]? b) => a is null || b is null ? ReferenceEquals(a, b) : a.AsSpan().SequenceEqual(b);
}
