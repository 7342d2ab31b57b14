using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Model;

/// <summary>
/// A float matrix of a checkpoint, quantized while it is read: 4 bits with offsets, or 8 bits around 128. Only one row
/// of floats for each thread is in memory.
/// </summary>
internal sealed class RoundedMatrix : QuantizedMatrix
{
    private readonly string _path;
    private readonly TensorSource _floats;

    public RoundedMatrix(Checkpoint checkpoint, TensorSpec spec, int bits, int groupSize)
        : base((int)spec.Shape[0], (int)spec.Shape[1])
    {
        (Bits, GroupSize) = (bits, groupSize);
        _path = checkpoint.Path;
        _floats = checkpoint.FindFloats(spec.Name, spec.Shape);
    }

    public override int Bits { get; }

    public override int GroupSize { get; }

    public override bool HasOffsets => Bits == 4;

    public override int ZeroPoint => 128;

    public override bool HasHalfScales => true;

    public override void ReadRows(int firstRow, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        int rowCount = values.Length / ColumnCount;
        DType dtype = _floats.Entry.DType;
        byte[] bytes = new byte[ColumnCount * dtype.ElementBytes()];
        float[] row = new float[ColumnCount];
        for (int r = 0; r < rowCount; r++)
        {
            _floats.Read((long)(firstRow + r) * bytes.Length, bytes);
            CheckpointFloats.ToSingle(bytes, dtype, row);
            for (int group = 0; group < GroupCount; group++)
            {
                ReadOnlySpan<float> weights = row.AsSpan(group * GroupSize, GroupSize);
                Span<byte> rounded = values.Slice((r * ColumnCount) + (group * GroupSize), GroupSize);
                int index = (r * GroupCount) + group;
                if (HasOffsets)
                {
                    (scales[index], offsets[index]) = GroupRounding.ToNibbles(weights, rounded);
                }
                else
                {
                    scales[index] = GroupRounding.ToBytes(weights, rounded);
                }

                if (!float.IsFinite(scales[index]) || (HasOffsets && !float.IsFinite(offsets[index])))
                {
                    throw new CheckpointException(
                        _path, $"tensor '{_floats.Entry.Name}', whose row {firstRow + r} holds a number that is not finite or too large", "weights that a float16 scale can reach");
                }
            }
        }
    }
}
