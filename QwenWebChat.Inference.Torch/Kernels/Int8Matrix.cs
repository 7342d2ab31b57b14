using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// An int8-quantized matrix with scales for groups of 32 columns or more, stored as two int4 matrices with the high and
/// the low halves of the values: scale x q - offset = (16 scale x high - offset) + scale x low. It reads no more bytes
/// than <c>aten::_weight_int8pack_mm</c>, which supports only one scale for each row and on CUDA computes every output
/// on a single thread.
/// </summary>
internal sealed class Int8Matrix : IPackedMatrix
{
    private readonly Int4Matrix _high;
    private readonly Int4Matrix _low;

    private Int8Matrix(Int4Matrix high, Int4Matrix low)
    {
        (_high, _low) = (high, low);
    }

    public bool ChoosesColumns => _high.ChoosesColumns;

    public int RowCount => _high.RowCount;

    public int ColumnCount => _high.ColumnCount;

    public ScriptedWeight? Scripted => null;

    public long Bytes => _high.Bytes + _low.Bytes;

    /// <summary>Returns whether this format can hold a matrix.</summary>
    public static bool Fits(QuantizedMatrix matrix) => matrix.Bits == 8 && Int4Matrix.Fits(new Plane(matrix, isHigh: true));

    /// <summary>The size of a matrix in this format in bytes.</summary>
    /// <param name="scaleBytes">Bytes of one scale.</param>
    public static long BytesFor(QuantizedMatrix matrix, int scaleBytes) => 2 * Int4Matrix.BytesFor(matrix, scaleBytes);

    /// <inheritdoc cref="Int4Matrix.Pack"/>
    public static Int8Matrix Pack(QuantizedMatrix matrix, ScalarType scaleType, CancellationToken cancellationToken)
    {
        Int4Matrix high = Int4Matrix.Pack(new Plane(matrix, isHigh: true), scaleType, cancellationToken);
        try
        {
            return new Int8Matrix(high, Int4Matrix.Pack(new Plane(matrix, isHigh: false), scaleType, cancellationToken));
        }
        catch
        {
            high.Dispose();
            throw;
        }
    }

    public Tensor Multiply(Tensor x, Tensor? bias, DeviceOperators operators) => operators.Multiply(this, x, bias);

    public Tensor MultiplyPacked(Tensor x, ScriptedOperators operators) => _high.MultiplyPacked(x, operators).add_(_low.MultiplyPacked(x, operators), Scalars.One);

    public Tensor MultiplyDense(Tensor x, Tensor? bias, DeviceOperators operators) => _high.MultiplyDense(x, bias, operators, _low);

    public IDeviceMatrix MoveTo(Device device) => new Int8Matrix((Int4Matrix)_high.MoveTo(device), (Int4Matrix)_low.MoveTo(device));

    public IDeviceMatrix? TryJoin(IReadOnlyList<IDeviceMatrix> others)
    {
        Int8Matrix[] all = [.. others.OfType<Int8Matrix>()];
        return all.Length == others.Count && _high.TryJoin([.. all.Select(planes => planes._high)]) is Int4Matrix high
            ? new Int8Matrix(high, (Int4Matrix)_low.TryJoin([.. all.Select(planes => planes._low)])!)
            : null;
    }

    public void Dispose()
    {
        _high.Dispose();
        _low.Dispose();
    }

    /// <summary>One half (high or low) of each value of a matrix.</summary>
    private sealed class Plane(QuantizedMatrix whole, bool isHigh) : QuantizedMatrix(whole.RowCount, whole.ColumnCount)
    {
        private const int HighStep = 16;

        public override int Bits => 4;

        public override int GroupSize => whole.GroupSize;

        // The low halves represent numbers from 0 on.
        public override bool HasOffsets => isHigh;

        public override int ZeroPoint => 0;

        public override bool HasHalfScales => whole.HasHalfScales;

        public override IReadOnlyList<int>? ColumnOrder => whole.ColumnOrder;

        public override void ReadRows(int firstRow, Span<byte> values, Span<float> scales, Span<float> offsets)
        {
            float[] wholeOffsets = new float[whole.HasOffsets ? scales.Length : 0];
            whole.ReadRows(firstRow, values, scales, wholeOffsets);
            foreach (ref byte value in values)
            {
                value = (byte)(isHigh ? value >> 4 : value & 15);
            }

            for (int i = 0; isHigh && i < scales.Length; i++)
            {
                offsets[i] = whole.HasOffsets ? wholeOffsets[i] : scales[i] * whole.ZeroPoint;
                scales[i] *= HighStep;
            }
        }
    }
}
