using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// An int4-quantized matrix in the layout of <c>aten::_weight_int4pack_mm</c> on CUDA: w[n, k] = (q[n, k] - 8) x
/// scale[n, g] + zero[n, g], g = k / group size.
/// </summary>
/// <remarks>
/// The operator takes int32 [rows / 8, columns / (16 T), 32, T / 2], T inner tiles. A tile is the operand of an
/// m16n8k16 matrix instruction: lane l holds row l / 4, and of each 32 columns those at 2 (l % 4) + {0, 8, 16, 24} in
/// the low four nibbles and the following ones in the high four. Any device can unpack this layout; packing it without
/// the CUDA-only operator allows it to be tested and used without a GPU.
/// </remarks>
internal sealed class Int4Matrix : IPackedMatrix
{
    private const int TileColumns = 16;
    private const int TileRows = Int4Packing.TileRows;

    // From the fastest to the one that requires the fewest columns.
    private static readonly int[] InnerTileCounts = [8, 4, 2];
    private static readonly Scalar MinusMiddle = (-8.0).ToScalar();

    private readonly int _groupSize;
    private readonly IReadOnlyList<int>? _order;
    private readonly Tensor _values;
    private readonly Tensor _scalesAndZeros;
    private readonly Tensor? _columnOrder;
    private readonly Tensor _unpackedOrder;

    /// <param name="order">Stored column j is input feature order[j]; null if the order is the input's own.</param>
    /// <param name="values">The packed values, int32, [rows / 8, columns / (16 T), 32, T / 2]; the matrix takes ownership.</param>
    /// <param name="scalesAndZeros">Scales and zeros, [columns / group, rows, 2]; the matrix takes ownership.</param>
    private Int4Matrix(int rowCount, int groupSize, IReadOnlyList<int>? order, Tensor values, Tensor scalesAndZeros)
    {
        RowCount = rowCount;
        _groupSize = groupSize;
        _order = order;
        _values = values;
        _scalesAndZeros = scalesAndZeros;
        _columnOrder = order is null ? null : Indices(order, values.device);
        int[] unpacked = Int4Packing.UnpackedOrder(ColumnCount, (int)values.size(3) * 2);
        _unpackedOrder = Indices(order is null ? unpacked : Array.ConvertAll(unpacked, column => order[column]), values.device);
    }

    public bool ChoosesColumns => _order is not null;

    public int RowCount { get; }

    public int ColumnCount => (int)(_values.size(1) * _values.size(3) * Int4Packing.LaneColumns);

    public long Bytes => BytesOf(_values) + BytesOf(_scalesAndZeros) + BytesOf(_unpackedOrder) + (_columnOrder is null ? 0 : BytesOf(_columnOrder));

    // The script does not reorder inputs and does not cut rows that fill the last tile.
    public ScriptedWeight? Scripted => _order is null && RowCount % TileRows == 0 ? new ScriptedWeight(_values, _groupSize, _scalesAndZeros) : null;

    /// <summary>Returns whether this format can hold a matrix.</summary>
    public static bool Fits(QuantizedMatrix matrix) =>
        matrix.Bits == 4 && matrix.ColumnCount % Int4Packing.LaneColumns == 0 && matrix.GroupSize is 32 or 64 or 128 or 256;

    /// <summary>The size of a matrix in this format in bytes.</summary>
    /// <param name="scaleBytes">Bytes of one scale.</param>
    public static long BytesFor(QuantizedMatrix matrix, int scaleBytes)
    {
        long rows = PaddedCount(matrix.RowCount);
        int orders = matrix.ColumnOrder is null ? 1 : 2;
        return (rows * matrix.ColumnCount / 2) + (2 * rows * matrix.GroupCount * scaleBytes) + (orders * matrix.ColumnCount * (long)sizeof(long));
    }

    /// <summary>Reads and packs a matrix on all cores, on the CPU. The caller owns the result.</summary>
    /// <param name="scaleType">The dtype of scales and zeros: bfloat16 for the CUDA operator; float32 keeps them exact.</param>
    /// <exception cref="CheckpointException">The matrix cannot be read.</exception>
    public static Int4Matrix Pack(QuantizedMatrix matrix, ScalarType scaleType, CancellationToken cancellationToken)
    {
        int innerTiles = Array.Find(InnerTileCounts, count => matrix.ColumnCount % (count * TileColumns) == 0);
        int rows = PaddedCount(matrix.RowCount);
        using DisposeScope scope = NewDisposeScope();
        Tensor values = empty([rows / TileRows, matrix.ColumnCount / (innerTiles * TileColumns), Int4Packing.LaneCount, innerTiles / 2], ScalarType.Int32);
        Tensor numbers = zeros([rows, matrix.GroupCount, 2], ScalarType.Float32);
        Int4Packing.Fill(matrix, values, numbers, cancellationToken);
        return new Int4Matrix(
            matrix.RowCount,
            matrix.GroupSize,
            matrix.ColumnOrder,
            values.DetachFromDisposeScope(),
            numbers.transpose(0, 1).to(scaleType).contiguous().DetachFromDisposeScope());
    }

    public Tensor Multiply(Tensor x, Tensor? bias, DeviceOperators operators) => operators.Multiply(this, x, bias);

    public Tensor MultiplyPacked(Tensor x, ScriptedOperators operators)
    {
        Tensor input = _columnOrder is null ? x : x.index_select(1, _columnOrder);
        Tensor product = operators.Int4Product(input, _values, _groupSize, _scalesAndZeros);
        return product.size(1) == RowCount ? product : product.narrow(1, 0, RowCount);
    }

    public Tensor MultiplyDense(Tensor x, Tensor? bias, DeviceOperators operators) => MultiplyDense(x, bias, operators, null);

    /// <summary>Computes the product with weights that are converted to floats, after another matrix is added to them.</summary>
    /// <param name="addend">A matrix of the same shape and column order whose weights are added; or null.</param>
    public Tensor MultiplyDense(Tensor x, Tensor? bias, DeviceOperators operators, Int4Matrix? addend)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor input = x.index_select(1, _unpackedOrder);
        return BandedProduct.Run(input, RowCount, TileRows, bias, (first, count) =>
        {
            Tensor weights = Unpack(first, count, x.dtype, operators);
            return addend is null ? weights : weights.add_(addend.Unpack(first, count, x.dtype, operators), Scalars.One);
        }).MoveToOuterDisposeScope();
    }

    public IDeviceMatrix MoveTo(Device device)
    {
        Int4Matrix moved = new(RowCount, _groupSize, _order, _values.to(device).DetachFromDisposeScope(), _scalesAndZeros.to(device).DetachFromDisposeScope());
        Dispose();
        return moved;
    }

    public IDeviceMatrix? TryJoin(IReadOnlyList<IDeviceMatrix> others)
    {
        Int4Matrix[] all = [this, .. others.OfType<Int4Matrix>()];
        // Rows that pad the last tile would lie between the parts.
        bool fits = all.Length == others.Count + 1
            && all.SkipLast(1).All(matrix => matrix.RowCount % TileRows == 0)
            && all.All(matrix => matrix._groupSize == _groupSize && matrix.ColumnCount == ColumnCount && SameOrder(matrix._order));
        return !fits ? null : new Int4Matrix(
            all.Sum(matrix => matrix.RowCount),
            _groupSize,
            _order,
            cat([.. all.Select(matrix => matrix._values)]).DetachFromDisposeScope(),
            cat([.. all.Select(matrix => matrix._scalesAndZeros)], 1).DetachFromDisposeScope());
    }

    public void Dispose()
    {
        _values.Dispose();
        _scalesAndZeros.Dispose();
        _columnOrder?.Dispose();
        _unpackedOrder.Dispose();
    }

    /// <summary>Returns some rows as floats, [count, columns]; the columns stay in packed order, which avoids a permutation.</summary>
    private Tensor Unpack(int first, int count, ScalarType dtype, DeviceOperators operators)
    {
        long tiles = PaddedCount(count) / TileRows;
        long rows = tiles * TileRows;
        (long outer, long words, long half) = (_values.size(1), _values.size(3), ColumnCount / 2);
        using DisposeScope scope = NewDisposeScope();
        // [tiles, outer, row 8, quad 4, word] -> [rows, outer, quad, word, byte], moved as words: four times fewer elements.
        Tensor packed = _values.narrow(0, first / TileRows, tiles).view(tiles, outer, TileRows, 4 * words).transpose(1, 2).contiguous();
        Tensor bytes = WordBytes.Of(packed).view(rows, half);
        Tensor values = empty([rows, 2, half], dtype, _values.device);
        values.select(1, 0).copy_(bytes.bitwise_and(operators.NibbleMask));
        values.select(1, 1).copy_(bytes.bitwise_right_shift(operators.NibbleBits));

        // A group is a whole number of outer tiles, or an outer tile a whole number of groups.
        long tileColumns = words * Int4Packing.LaneColumns;
        (long groupTiles, long tileGroups) = _groupSize >= tileColumns ? (_groupSize / tileColumns, 1L) : (1L, tileColumns / _groupSize);
        Tensor numbers = _scalesAndZeros.narrow(1, first, rows).to(ScalarType.Float32).transpose(0, 1).view(rows, 1, outer / groupTiles, 1, tileGroups, 1, 2);
        Tensor scales = numbers.select(-1, 0);
        Tensor offsets = numbers.select(-1, 1).add(scales, MinusMiddle);
        Tensor shaped = values.view(rows, 2, outer / groupTiles, groupTiles * 4, tileGroups, words / tileGroups * sizeof(int));
        return addcmul(offsets.to(dtype), shaped, scales.to(dtype), Scalars.One).view(rows, ColumnCount).narrow(0, 0, count).MoveToOuterDisposeScope();
    }

    private bool SameOrder(IReadOnlyList<int>? order) => order is null ? _order is null : _order is not null && order.SequenceEqual(_order);

    private static Tensor Indices(IReadOnlyList<int> order, Device device) => Upload.Of(order.Select(column => (long)column).ToArray(), device).DetachFromDisposeScope();

    private static int PaddedCount(int rows) => (rows + TileRows - 1) / TileRows * TileRows;

    private static long BytesOf(Tensor tensor) => tensor.numel() * tensor.element_size();
}
