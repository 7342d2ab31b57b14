using QwenWebChat.Inference.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Kernels.Torch;

/// <summary>Weights in 8 bits: w[n, k] = (q[n, k] - 128) x scale[n, g] + zero[n, g], g = k / group size.</summary>
internal sealed unsafe class Int8Matrix : IDeviceMatrix
{
    private const int MiddleValue = 128;
    private const int ReadRows = 32;

    private readonly IReadOnlyList<int>? _order;
    private readonly Tensor _values;
    private readonly Tensor _scales;
    private readonly Tensor? _zeros;
    private readonly Tensor? _columnOrder;

    /// <param name="order">Stored column j is input feature order[j]; null where the order is the input's own.</param>
    /// <param name="values">int8, [rows, columns]; its own from now on, as are the others.</param>
    /// <param name="scales">[rows, groups].</param>
    /// <param name="zeros">[rows, groups], or none where all are 0.</param>
    private Int8Matrix(IReadOnlyList<int>? order, Tensor values, Tensor scales, Tensor? zeros)
    {
        (_order, _values, _scales, _zeros) = (order, values, scales, zeros);
        _columnOrder = order is null ? null : tensor(order.Select(column => (long)column).ToArray(), device: values.device).DetachFromDisposeScope();
    }

    public bool ChoosesColumns => _order is not null;

    public int RowCount => (int)_values.size(0);

    public int ColumnCount => (int)_values.size(1);

    /// <summary>Whether a row has one scale and no zero, as <c>aten::_weight_int8pack_mm</c> wants it.</summary>
    public bool IsByRow => _scales.size(1) == 1 && _zeros is null;

    public long Bytes => BytesOf(_values) + BytesOf(_scales) + (_zeros is null ? 0 : BytesOf(_zeros)) + (_columnOrder is null ? 0 : BytesOf(_columnOrder));

    /// <summary>Bytes that a matrix will take.</summary>
    /// <param name="scaleBytes">Of a scale.</param>
    public static long BytesFor(QuantizedMatrix matrix, int scaleBytes) =>
        ((long)matrix.RowCount * matrix.ColumnCount)
        + ((HasZeros(matrix) ? 2L : 1L) * matrix.RowCount * matrix.GroupCount * scaleBytes)
        + (matrix.ColumnOrder is null ? 0 : matrix.ColumnCount * (long)sizeof(long));

    /// <summary>Reads a matrix on all cores and brings it to the device. The caller owns the result.</summary>
    /// <param name="scaleType">Of scales and zeros.</param>
    /// <exception cref="CheckpointException">It cannot be read.</exception>
    public static Int8Matrix Pack(QuantizedMatrix matrix, ScalarType scaleType, Device device, CancellationToken cancellationToken)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor values = empty([matrix.RowCount, matrix.ColumnCount], ScalarType.Int8);
        Tensor scales = empty([matrix.RowCount, matrix.GroupCount], ScalarType.Float32);
        Tensor zeros = empty([matrix.RowCount, matrix.GroupCount], ScalarType.Float32);
        fixed (byte* valueBytes = values.bytes, scaleBytes = scales.bytes, zeroBytes = zeros.bytes)
        {
            (nint v, nint s, nint z) = ((nint)valueBytes, (nint)scaleBytes, (nint)zeroBytes);
            MatrixTiles.ForEach(matrix, ReadRows, (tile, rows) =>
            {
                long first = (long)tile * ReadRows;
                Span<sbyte> target = new((sbyte*)v + (first * matrix.ColumnCount), rows.Count * matrix.ColumnCount);
                for (int i = 0; i < target.Length; i++)
                {
                    target[i] = (sbyte)(rows.Values[i] - MiddleValue);
                }

                for (int i = 0; i < rows.Count * matrix.GroupCount; i++)
                {
                    float scale = rows.Scales[i];
                    ((float*)s)[(first * matrix.GroupCount) + i] = scale;
                    ((float*)z)[(first * matrix.GroupCount) + i] =
                        (float)(matrix.HasOffsets ? ((double)scale * MiddleValue) - rows.Offsets[i] : (double)scale * (MiddleValue - matrix.ZeroPoint));
                }
            }, cancellationToken);
        }

        return new Int8Matrix(
            matrix.ColumnOrder,
            values.to(device).DetachFromDisposeScope(),
            scales.to(scaleType).to(device).DetachFromDisposeScope(),
            HasZeros(matrix) ? zeros.to(scaleType).to(device).DetachFromDisposeScope() : null);
    }

    public Tensor Multiply(Tensor x, Tensor? bias, DeviceOperators operators)
    {
        Tensor input = _columnOrder is null ? x : x.index_select(1, _columnOrder);
        if (operators.PrefersDense(this, x.size(0)))
        {
            return MultiplyDense(input, bias);
        }

        Tensor product = MultiplyPacked(input, operators.Scripted!);
        return bias is null ? product : product.add_(bias, Scalars.One);
    }

    /// <summary>The product by the card's own operator, without a bias; for weights by row in the input's own order.</summary>
    public Tensor MultiplyPacked(Tensor x, ScriptedOperators operators) => operators.Int8Product(x, _values, _scales.view(RowCount));

    /// <summary>The product with weights that are made floats for it, in the order in which they are stored.</summary>
    public Tensor MultiplyDense(Tensor x, Tensor? bias) => BandedProduct.Run(x, RowCount, 1, bias, (first, count) => Unpack(first, count, x.dtype));

    public IDeviceMatrix? TryJoin(IReadOnlyList<IDeviceMatrix> others)
    {
        Int8Matrix[] all = [this, .. others.OfType<Int8Matrix>()];
        bool fits = all.Length == others.Count + 1 && all.All(matrix =>
            matrix.ColumnCount == ColumnCount && matrix._scales.size(1) == _scales.size(1) && matrix._zeros is null == _zeros is null
            && (matrix._order is null ? _order is null : _order is not null && matrix._order.SequenceEqual(_order)));
        return !fits ? null : new Int8Matrix(
            _order,
            cat([.. all.Select(matrix => matrix._values)]).DetachFromDisposeScope(),
            cat([.. all.Select(matrix => matrix._scales)]).DetachFromDisposeScope(),
            _zeros is null ? null : cat([.. all.Select(matrix => matrix._zeros!)]).DetachFromDisposeScope());
    }

    public void Dispose()
    {
        _values.Dispose();
        _scales.Dispose();
        _zeros?.Dispose();
        _columnOrder?.Dispose();
    }

    private Tensor Unpack(int first, int count, ScalarType dtype)
    {
        long groups = _scales.size(1);
        Tensor values = _values.narrow(0, first, count).to(dtype).view(count, groups, ColumnCount / groups);
        Tensor scales = _scales.narrow(0, first, count).to(dtype).unsqueeze(-1);
        Tensor floats = _zeros is null ? values.mul_(scales) : addcmul(_zeros.narrow(0, first, count).to(dtype).unsqueeze(-1), values, scales, Scalars.One);
        return floats.view(count, ColumnCount);
    }

    private static bool HasZeros(QuantizedMatrix matrix) => matrix.HasOffsets || matrix.ZeroPoint != MiddleValue;

    private static long BytesOf(Tensor tensor) => tensor.numel() * tensor.element_size();
}
