using System.Runtime.InteropServices;
using QwenWebChat.Inference.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Kernels.Torch;

/// <summary>
/// Weights in 8 bits with a scale a row, as <c>aten::_weight_int8pack_mm</c> takes them: w[n, k] = (q[n, k] - 128) x
/// scale[n]. So embeddings and heads are rounded for a card.
/// </summary>
internal sealed class Int8Matrix : IDeviceMatrix
{
    private const int MiddleValue = 128;
    private const int ReadRows = 32;

    private readonly Tensor _values;
    private readonly Tensor _scales;

    /// <param name="values">int8, [rows, columns]; its own from now on.</param>
    /// <param name="scales">[rows]; its own from now on.</param>
    private Int8Matrix(Tensor values, Tensor scales)
    {
        (_values, _scales) = (values, scales);
    }

    public bool ChoosesColumns => false;

    public int RowCount => (int)_values.size(0);

    public int ColumnCount => (int)_values.size(1);

    public long Bytes => _values.numel() + (_scales.numel() * _scales.element_size());

    /// <summary>Whether a matrix can be held so.</summary>
    public static bool Fits(QuantizedMatrix matrix) =>
        matrix is { Bits: 8, HasOffsets: false, ZeroPoint: MiddleValue, ColumnOrder: null } && matrix.GroupSize == matrix.ColumnCount;

    /// <summary>Bytes that a matrix will take.</summary>
    /// <param name="scaleBytes">Of a scale.</param>
    public static long BytesFor(QuantizedMatrix matrix, int scaleBytes) => (long)matrix.RowCount * (matrix.ColumnCount + scaleBytes);

    /// <summary>Reads a matrix on all cores and brings it to the device. The caller owns the result.</summary>
    /// <param name="scaleType">Of scales.</param>
    /// <exception cref="CheckpointException">It cannot be read.</exception>
    public static Int8Matrix Pack(QuantizedMatrix matrix, ScalarType scaleType, Device device, CancellationToken cancellationToken)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor values = empty([matrix.RowCount, matrix.ColumnCount], ScalarType.Int8);
        float[] scales = new float[matrix.RowCount];
        MatrixTiles.ForEach(matrix, ReadRows, (tile, rows) =>
        {
            Span<sbyte> target = MemoryMarshal.Cast<byte, sbyte>(values.bytes).Slice(tile * ReadRows * matrix.ColumnCount, rows.Count * matrix.ColumnCount);
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = (sbyte)(rows.Values[i] - MiddleValue);
            }

            rows.Scales.AsSpan(0, rows.Count).CopyTo(scales.AsSpan(tile * ReadRows));
        }, cancellationToken);
        return new Int8Matrix(values.to(device).DetachFromDisposeScope(), tensor(scales).to(scaleType).to(device).DetachFromDisposeScope());
    }

    public Tensor Multiply(Tensor x, Tensor? bias, DeviceOperators operators)
    {
        if (operators.PrefersDense(this, x.size(0)))
        {
            return MultiplyDense(x, bias);
        }

        Tensor product = MultiplyPacked(x, operators.Scripted!);
        return bias is null ? product : product.add_(bias, Scalars.One);
    }

    /// <summary>The product by the device's own operator, without a bias.</summary>
    public Tensor MultiplyPacked(Tensor x, ScriptedOperators operators) => operators.Int8Product(x, _values, _scales);

    /// <summary>The product with weights that are made floats for it.</summary>
    public Tensor MultiplyDense(Tensor x, Tensor? bias) => BandedProduct.Run(
        x, RowCount, 1, bias, (first, count) => _values.narrow(0, first, count).to(x.dtype).mul_(_scales.narrow(0, first, count).to(x.dtype).unsqueeze(1)));

    public IDeviceMatrix? TryJoin(IReadOnlyList<IDeviceMatrix> others)
    {
        Int8Matrix[] all = [this, .. others.OfType<Int8Matrix>()];
        bool fits = all.Length == others.Count + 1 && all.All(matrix => matrix.ColumnCount == ColumnCount);
        return !fits ? null : new Int8Matrix(
            cat([.. all.Select(matrix => matrix._values)]).DetachFromDisposeScope(), cat([.. all.Select(matrix => matrix._scales)]).DetachFromDisposeScope());
    }

    public void Dispose()
    {
        _values.Dispose();
        _scales.Dispose();
    }
}
