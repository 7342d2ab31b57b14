using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Quantization;

/// <summary>
/// A weight matrix in 4 or 8 bits a value, laid out for the kernels: weight[n, k] = scale[n, g] x value[n, k] -
/// offset[n, g], g = k / <see cref="QuantizedForm.GroupSize"/>.
/// </summary>
/// <remarks>
/// Rows are stored in panels of 16, the last one padded with zeros. A panel's values are blocks of 64 bytes, in column
/// order: byte 4r + j of a block belongs to row r. In 4 bits a block holds 8 columns, k + j in the low and k + 4 + j in
/// the high half of the byte; in 8 bits it holds 4. One multiply-add of bytes thus computes as many rows as a register
/// has lanes, without a horizontal sum. Scales and offsets are [panel, group, row], float16 or float32.
/// </remarks>
internal sealed unsafe class QuantizedWeight : HeldMatrix
{
    public const int PanelRows = 16;
    public const int BlockBytes = 64;

    /// <summary>Allocates uninitialized memory, to be filled.</summary>
    public QuantizedWeight(QuantizedForm form)
        : this(
            form,
            NativeBytes.Allocate(form.ValueBytes),
            NativeBytes.Allocate(form.ScaleBytes),
            form.HasOffsets ? NativeBytes.Allocate(form.ScaleBytes) : null)
    {
    }

    /// <summary>Takes ownership of filled memory.</summary>
    public QuantizedWeight(QuantizedForm form, NativeBytes values, NativeBytes scales, NativeBytes? offsets)
    {
        Form = form;
        Values = values;
        Scales = scales;
        Offsets = offsets;
    }

    public QuantizedForm Form { get; }

    public override MatrixFormat Format => Form.Format;

    public NativeBytes Values { get; }

    public NativeBytes Scales { get; }

    public NativeBytes? Offsets { get; }

    public override int RowCount => Form.RowCount;

    public override int ColumnCount => Form.ColumnCount;

    public override long Bytes => Values.Length + Scales.Length + (Offsets?.Length ?? 0);

    /// <summary>Returns some panels as a weight that borrows this one's memory.</summary>
    public QuantizedWeight Slice(int firstPanel, int panelCount)
    {
        QuantizedForm form = Form with { RowCount = Math.Min(panelCount * PanelRows, Form.RowCount - (firstPanel * PanelRows)) };
        return new QuantizedWeight(
            form, Part(Values, form.ValueBytes), Part(Scales, form.ScaleBytes), Offsets is null ? null : Part(Offsets, form.ScaleBytes));

        NativeBytes Part(NativeBytes whole, long length) => NativeBytes.Borrow(whole.Pointer + (whole.Length / Form.PanelCount * firstPanel), length);
    }

    /// <inheritdoc/>
    public override void Dequantize(int row, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Form.RowCount);
        (int panel, int lane) = Math.DivRem(row, PanelRows);
        byte* values = Values.Pointer + (panel * Form.PanelValueBytes) + (4 * lane);
        int blockColumns = 32 / Form.Bits;
        for (int k = 0; k < Form.ColumnCount; k++)
        {
            (int block, int column) = Math.DivRem(k, blockColumns);
            byte packed = values[((long)block * BlockBytes) + (column & 3)];
            int value = Form.Bits == 8 ? packed : column < 4 ? packed & 15 : packed >> 4;
            long group = (((long)panel * Form.GroupCount) + (k / Form.GroupSize)) * PanelRows;
            float scale = Scale(Scales, group + lane);
            float weight = Offsets is null ? scale * (value - Form.ZeroPoint) : (float)((double)scale * value - Scale(Offsets, group + lane));
            destination[Form.ColumnOrder is { } order ? order[k] : k] = weight;
        }
    }

    public override void Dispose()
    {
        Values.Dispose();
        Scales.Dispose();
        Offsets?.Dispose();
    }

    private float Scale(NativeBytes scales, long index) =>
        Form.HasHalfScales ? (float)((Half*)scales.Pointer)[index] : ((float*)scales.Pointer)[index];
}
