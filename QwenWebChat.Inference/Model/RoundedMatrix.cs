using System.Runtime.InteropServices;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Quantization;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace QwenWebChat.Inference.Model;

/// <summary>
/// A float matrix of a checkpoint, rounded as it is read: 4 bits with offsets, or 8 bits around 128. The floats are in
/// memory from the first read until it is disposed.
/// </summary>
internal sealed class RoundedMatrix : QuantizedMatrix, IDisposable
{
    private readonly string _path;
    private readonly string _name;
    private readonly Lazy<Tensor> _floats;

    public RoundedMatrix(Checkpoint checkpoint, TensorSpec spec, int bits, int groupSize)
        : base((int)spec.Shape[0], (int)spec.Shape[1])
    {
        (Bits, GroupSize) = (bits, groupSize);
        (_path, _name) = (checkpoint.Path, spec.Name);
        _floats = new Lazy<Tensor>(() => checkpoint.LoadTensor(spec.Name, spec.Shape));
    }

    public override int Bits { get; }

    public override int GroupSize { get; }

    public override bool HasOffsets => Bits == 4;

    public override int ZeroPoint => 128;

    public override bool HasHalfScales => true;

    public override void ReadRows(int firstRow, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        int rowCount = values.Length / ColumnCount;
        using Tensor slab = _floats.Value.narrow(0, firstRow, rowCount);
        int rowBytes = ColumnCount * (int)slab.element_size();
        float[] row = new float[ColumnCount];
        for (int r = 0; r < rowCount; r++)
        {
            ToFloats(slab.bytes.Slice(r * rowBytes, rowBytes), slab.dtype, row);
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
                        _path, $"tensor '{_name}', whose row {firstRow + r} holds a number that is not finite or too large", "weights that a float16 scale can reach");
                }
            }
        }
    }

    public void Dispose()
    {
        if (_floats.IsValueCreated)
        {
            _floats.Value.Dispose();
        }
    }

    private static void ToFloats(ReadOnlySpan<byte> bytes, ScalarType dtype, Span<float> destination)
    {
        switch (dtype)
        {
            case ScalarType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), destination);
                break;
            case ScalarType.BFloat16:
                ReadOnlySpan<ushort> halves = MemoryMarshal.Cast<byte, ushort>(bytes);
                for (int i = 0; i < halves.Length; i++)
                {
                    destination[i] = BitConverter.Int32BitsToSingle(halves[i] << 16);
                }

                break;
            default:
                MemoryMarshal.Cast<byte, float>(bytes).CopyTo(destination);
                break;
        }
    }
}
