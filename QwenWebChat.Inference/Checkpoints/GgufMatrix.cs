using System.Buffers;
using System.Numerics.Tensors;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>A quantized tensor of a GGUF model, decoded while it is read.</summary>
internal sealed class GgufMatrix : QuantizedMatrix
{
    // Decoded at a time: enough that the overhead of a call is small, and little enough for a core's own cache.
    private const int PieceBytes = 256 << 10;

    private readonly GgufModel _model;
    private readonly GgufTensor _tensor;
    private readonly GgufBlock _block;

    /// <param name="model">The model; the caller keeps ownership.</param>
    /// <param name="tensor">A tensor of the model, of two dimensions below 2^31, of a type with blocks.</param>
    public GgufMatrix(GgufModel model, GgufTensor tensor)
        : base((int)tensor.Shape[0], (int)tensor.Shape[1])
    {
        _model = model;
        _tensor = tensor;
        _block = tensor.Type.Block ?? throw new ArgumentException($"{tensor.Type.Name} has no blocks.", nameof(tensor));
    }

    public override int Bits => _block.Bits;

    public override int GroupSize => _block.GroupSize;

    public override bool HasOffsets => _block.HasOffsets;

    public override int ZeroPoint => _block.ZeroPoint;

    public override bool HasHalfScales => _block.HasHalfScales;

    /// <summary>True if the blocks are Q4_0: d; 16 bytes of nibbles, of which the low ones are the first half.</summary>
    public bool IsQ40 => _tensor.Type.Name == "Q4_0";

    /// <summary>The size of a row's blocks in bytes.</summary>
    public int RowBytes => ColumnCount / _tensor.Type.BlockElements * _tensor.Type.BlockBytes;

    /// <summary>Reads the blocks of some rows unchanged. Thread-safe.</summary>
    /// <param name="blocks">The destination, [rows, <see cref="RowBytes"/>].</param>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public void ReadBlocks(int firstRow, Span<byte> blocks) => _model.Read(_tensor, (long)firstRow * RowBytes, blocks);

    public override void ReadRows(int firstRow, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        int rowCount = values.Length / ColumnCount;
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, rowCount * ColumnCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(scales.Length, rowCount * GroupCount);
        ArgumentOutOfRangeException.ThrowIfNotEqual(offsets.Length, HasOffsets ? scales.Length : 0);
        GgufType type = _tensor.Type;
        int blockCount = values.Length / type.BlockElements;
        int blockGroups = type.BlockElements / GroupSize;
        int pieceBlocks = PieceBytes / type.BlockBytes;
        long firstBlock = (long)firstRow * (ColumnCount / type.BlockElements);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(pieceBlocks * type.BlockBytes);
        try
        {
            for (int start = 0; start < blockCount; start += pieceBlocks)
            {
                int count = Math.Min(pieceBlocks, blockCount - start);
                Span<byte> piece = buffer.AsSpan(0, count * type.BlockBytes);
                _model.Read(_tensor, (firstBlock + start) * type.BlockBytes, piece);
                Range groups = (start * blockGroups)..((start + count) * blockGroups);
                Decode(piece, values.Slice(start * type.BlockElements, count * type.BlockElements), scales[groups], HasOffsets ? offsets[groups] : []);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        RequireFinite(firstRow, scales, "scale");
        RequireFinite(firstRow, offsets, "offset");
    }

    private void Decode(ReadOnlySpan<byte> piece, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        GgufType type = _tensor.Type;
        int blockGroups = type.BlockElements / GroupSize;
        int offsetCount = HasOffsets ? blockGroups : 0;
        for (int i = 0; i * type.BlockBytes < piece.Length; i++)
        {
            _block.Decode(
                piece.Slice(i * type.BlockBytes, type.BlockBytes),
                values.Slice(i * type.BlockElements, type.BlockElements),
                scales.Slice(i * blockGroups, blockGroups),
                offsets.Slice(i * offsetCount, offsetCount));
        }
    }

    private void RequireFinite(int firstRow, ReadOnlySpan<float> numbers, string kind)
    {
        if (TensorPrimitives.IsFiniteAll(numbers))
        {
            return;
        }

        for (int i = 0; i < numbers.Length; i++)
        {
            if (!float.IsFinite(numbers[i]))
            {
                throw new CheckpointException(
                    _model.PathOf(_tensor),
                    FormattableString.Invariant($"tensor '{_tensor.Name}' with the {kind} {numbers[i]} in row {firstRow + (i / GroupCount)}"),
                    "finite numbers; the file is damaged");
            }
        }
    }
}
