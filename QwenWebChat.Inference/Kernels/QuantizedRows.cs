using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// Rows of activations quantized to int8 with a scale for each group, in the layout of the kernels: tiles of 4 rows (a
/// single row is a tile of its own), each with four columns of row 0, then of row 1 and so on. Padding rows of the last
/// tile are zeros. A row's numbers do not depend on other rows.
/// </summary>
internal sealed unsafe class QuantizedRows : IDisposable
{
    public const int TileRows = 4;

    // 127 divided by a smaller number would not be finite.
    private const float Negligible = 1e-35f;

    private readonly QuantizedForm _form;

    /// <param name="rowCount">The number of rows, at least 1.</param>
    /// <param name="form">The form of the weight that multiplies them.</param>
    /// <param name="kernel">The kernel that multiplies them.</param>
    public QuantizedRows(int rowCount, QuantizedForm form, PanelKernel kernel)
    {
        (Kernel, _form) = (kernel, form);
        RowCount = rowCount;
        RowsPerTile = rowCount == 1 ? 1 : TileRows;
        TileCount = (rowCount + RowsPerTile - 1) / RowsPerTile;
        StartColumns = form.Bits == 4 ? Math.Min(PanelKernel.SumColumns, form.GroupSize) : form.GroupSize;
        long rows = (long)TileCount * RowsPerTile;
        Values = NativeBytes.Allocate(rows * ColumnCount);
        Numbers = NativeBytes.Allocate(rows * GroupCount * 2 * sizeof(float));
        Starts = NativeBytes.Allocate(rows * StartCount * sizeof(int));
    }

    /// <summary>The kernel that multiplies them; the start values are in its encoding.</summary>
    public PanelKernel Kernel { get; }

    public int RowCount { get; }

    /// <summary>The number of rows in a tile: 1 or <see cref="TileRows"/>.</summary>
    public int RowsPerTile { get; }

    public int TileCount { get; }

    public int ColumnCount => _form.ColumnCount;

    public int GroupSize => _form.GroupSize;

    public int GroupCount => ColumnCount / GroupSize;

    /// <summary>The number of columns that share a start value: those that the kernels sum at once.</summary>
    public int StartColumns { get; }

    public int StartCount => ColumnCount / StartColumns;

    /// <summary>The values, int8, -127 to 127.</summary>
    public NativeBytes Values { get; }

    /// <summary>
    /// Scales and sums, float32, [tile, group, 2, row]: the scale (an activation is scale x value), and scale x the sum
    /// of the group's values, for the weight's offsets.
    /// </summary>
    public NativeBytes Numbers { get; }

    /// <summary>The start values, int32, [tile, start, row]: <see cref="PanelKernel.Start"/> of the columns' sum.</summary>
    public NativeBytes Starts { get; }

    /// <summary>Returns whether a weight of this form can be multiplied with these rows.</summary>
    public bool Fit(QuantizedForm form) =>
        form.ColumnCount == ColumnCount && form.GroupSize == GroupSize && form.Bits == _form.Bits
        && form.HasOffsets == _form.HasOffsets && form.ZeroPoint == _form.ZeroPoint && Same(form.ColumnOrder, _form.ColumnOrder);

    /// <summary>Quantizes the rows of one tile.</summary>
    /// <param name="source">The activations, [<see cref="RowCount"/>, <see cref="ColumnCount"/>], in the order of the input.</param>
    public void FillTile(int tile, float* source)
    {
        float[]? ordered = _form.ColumnOrder is null ? null : new float[ColumnCount];
        for (int lane = 0; lane < RowsPerTile; lane++)
        {
            int row = (tile * RowsPerTile) + lane;
            ReadOnlySpan<float> values = row < RowCount ? new(source + ((long)row * ColumnCount), ColumnCount) : default;
            if (ordered is not null && !values.IsEmpty)
            {
                for (int k = 0; k < ordered.Length; k++)
                {
                    ordered[k] = values[_form.ColumnOrder![k]];
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
        Numbers.Dispose();
        Starts.Dispose();
    }

    /// <param name="values">The row, or null for a row of zeros.</param>
    private void FillRow(int tile, int lane, float* values)
    {
        long row = (long)tile * RowsPerTile;
        uint* quads = (uint*)(Values.Pointer + (row * ColumnCount)) + lane;
        float* numbers = (float*)Numbers.Pointer + (row * GroupCount * 2) + lane;
        int* starts = (int*)Starts.Pointer + (row * StartCount) + lane;
        for (int group = 0; group < GroupCount; group++)
        {
            float* source = values is null ? null : values + (group * GroupSize);
            float peak = values is null ? 0 : Peak(source);
            // NaN and infinity stay visible in the product.
            float scale = peak <= Negligible ? 0 : peak / 127;
            float factor = peak > Negligible ? 127 / peak : 0;
            int sum = 0;
            for (int k = 0; k < GroupSize; k += StartColumns)
            {
                int part = values is null ? Clear(quads) : Round(source + k, factor, quads);
                *starts = Kernel.Start(_form, part);
                sum += part;
                quads += StartColumns / 4 * RowsPerTile;
                starts += RowsPerTile;
            }

            numbers[0] = scale;
            numbers[RowsPerTile] = scale * sum;
            numbers += 2 * RowsPerTile;
        }
    }

    private int Clear(uint* destination)
    {
        for (int quad = 0; quad < StartColumns / 4; quad++)
        {
            destination[quad * RowsPerTile] = 0;
        }

        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private float Peak(float* values)
    {
        // The bits of absolute values have the order of the values, and those of NaN are larger than all others.
        Vector256<int> largest = default;
        int count = GroupSize;
        for (int k = 0; k < count; k += 8)
        {
            largest = Vector256.Max(largest, Vector256.Abs(Vector256.Load(values + k)).AsInt32());
        }

        Vector128<int> half = Vector128.Max(largest.GetLower(), largest.GetUpper());
        return BitConverter.Int32BitsToSingle(Math.Max(Math.Max(half[0], half[1]), Math.Max(half[2], half[3])));
    }

    /// <returns>The sum of the quantized values.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Round(float* values, float factor, uint* destination)
    {
        Vector256<int> sums = default;
        int stride = RowsPerTile;
        int count = StartColumns;
        int k = 0;
        for (; k <= count - 32; k += 32)
        {
            Vector256<int> a = Round(values + k, factor);
            Vector256<int> b = Round(values + k + 8, factor);
            Vector256<int> c = Round(values + k + 16, factor);
            Vector256<int> d = Round(values + k + 24, factor);
            sums += a + b + (c + d);
            Vector256<uint> quads = Vector256.NarrowWithSaturation(Vector256.NarrowWithSaturation(a, b), Vector256.NarrowWithSaturation(c, d)).AsUInt32();
            Scatter(quads.GetLower(), destination, stride);
            Scatter(quads.GetUpper(), destination + (4 * stride), stride);
            destination += 8 * stride;
        }

        for (; k < count; k += 8)
        {
            Vector256<int> rounded = Round(values + k, factor);
            sums += rounded;
            Vector128<uint> quads = Vector128.NarrowWithSaturation(Vector128.NarrowWithSaturation(rounded.GetLower(), rounded.GetUpper()), default).AsUInt32();
            destination[0] = quads[0];
            destination[stride] = quads[1];
            destination += 2 * stride;
        }

        return Vector256.Sum(sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Scatter(Vector128<uint> quads, uint* destination, int stride)
    {
        destination[0] = quads[0];
        destination[stride] = quads[1];
        destination[2 * stride] = quads[2];
        destination[3 * stride] = quads[3];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Round(float* values, float factor) => Vector256.ConvertToInt32Native(Vector256.Round(Vector256.Load(values) * factor));

    private static bool Same(int[]? a, int[]? b) => a is null || b is null ? ReferenceEquals(a, b) : a.AsSpan().SequenceEqual(b);
}
