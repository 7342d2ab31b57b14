using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Quantization;

/// <summary>One value everywhere, scale 1, one group after the other.</summary>
internal sealed class ConstantMatrix(int rows, int columns, int bits, byte value, int groupSize = 32) : QuantizedMatrix(rows, columns)
{
    public override int Bits => bits;

    public override int GroupSize => groupSize;

    public override bool HasOffsets => false;

    public override int ZeroPoint => 1 << (bits - 1);

    public override bool HasHalfScales => true;

    public override void ReadRows(int firstRow, Span<byte> values, Span<float> scales, Span<float> offsets)
    {
        values.Fill(value);
        scales.Fill(1);
    }
}
