using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>A matrix of an AWQ or GPTQ checkpoint: both formats have the same groups but pack values differently.</summary>
internal abstract class PackedMatrix(PackedLayout layout, TensorSource weight, PackedGroups groups)
    : QuantizedMatrix(layout.RowCount, layout.ColumnCount)
{
    /// <summary>The number of columns unpacked at a time: one cache line.</summary>
    protected const int BlockColumns = 64;

    private readonly HeldTensor _words = new(weight, layout.RowCount);

    public sealed override int Bits => layout.Bits;

    public sealed override int GroupSize => layout.SharedGroupSize;

    public sealed override bool HasOffsets => groups.HasOffsets;

    public sealed override int ZeroPoint => groups.ZeroPoint;

    public sealed override bool HasHalfScales => groups.HasHalfScales;

    /// <summary>True if the packed values are in memory.</summary>
    public bool IsHeld => _words.IsHeld;

    protected PackedLayout Layout => layout;

    public sealed override void ReadRows(int firstRow, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        int rows = layout.CountRows(firstRow, values);
        groups.ReadRows(firstRow, rows, scales, offsets);
        Unpack(MemoryMarshal.Cast<byte, uint>(_words.Take()), firstRow, rows, values);
        _words.Release(rows);
    }

    /// <param name="words">The words of the whole tensor.</param>
    /// <param name="values">The destination, [rows, ColumnCount].</param>
    protected abstract void Unpack(ReadOnlySpan<uint> words, int firstRow, int rows, Span<byte> values);
}
