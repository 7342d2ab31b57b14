using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using QwenWebChat.Tests.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Tests.Kernels.Torch;

/// <summary>Products with weights that are packed for a GPU, computed by a CPU from the same bytes, against float64.</summary>
[Slow]
public sealed class DeviceMatrixTests
{
    // Sums of some hundred products in float32; seen: 2e-7.
    private const double Float32Tolerance = 1e-5;

    // Weights, inputs and results are rounded to 8 bits of mantissa; seen: 4e-3.
    private const double BFloat16Tolerance = 1e-2;

    /// <summary>Rows, columns and group: eight, four and two inner tiles, groups within a tile and over several, rows that fill no tile.</summary>
    public static TheoryData<int, int, int> Int4Shapes => new()
    {
        { 24, 512, 128 }, { 24, 512, 256 }, { 24, 512, 64 }, { 24, 512, 32 }, { 8, 192, 64 }, { 8, 192, 32 }, { 13, 96, 32 }, { 3, 128, 128 }, { 40, 320, 64 },
    };

    [Theory]
    [MemberData(nameof(Int4Shapes))]
    public void Int4_EveryShape_EqualsFloat64(int rows, int columns, int group)
    {
        Check(Random(rows, columns, 4, group), ScalarType.Float32, Float32Tolerance);
        Check(Random(rows, columns, 4, group, hasOffsets: false), ScalarType.Float32, Float32Tolerance);
        Check(Random(rows, columns, 4, group, isShuffled: true), ScalarType.Float32, Float32Tolerance);
        Check(Random(rows, columns, 4, group), ScalarType.BFloat16, BFloat16Tolerance);
    }

    [Theory]
    [InlineData(24, 512, 128)]
    [InlineData(13, 96, 32)]
    public void Int8_EveryShape_EqualsFloat64(int rows, int columns, int group)
    {
        Check(Random(rows, columns, 8, group), ScalarType.Float32, Float32Tolerance);
        Check(Random(rows, columns, 8, group, hasOffsets: false), ScalarType.Float32, Float32Tolerance);
        Check(Random(rows, columns, 8, group, isShuffled: true), ScalarType.Float32, Float32Tolerance);
        Check(Random(rows, columns, 8, group), ScalarType.BFloat16, BFloat16Tolerance);
    }

    /// <summary>More weights than are made floats at a time: 32 Mi.</summary>
    [Fact]
    public void Int4_LargerThanABand_IsOneProduct()
    {
        const int Rows = 4_104;
        const int Columns = 8_192 + 32;
        using DisposeScope scope = NewDisposeScope();
        RandomMatrix matrix = Random(Rows, Columns, 4, 32, hasOffsets: false);
        Assert.True((long)Rows * Columns > BandedProduct.MaxValueCount);

        Check(matrix, ScalarType.Float32, Float32Tolerance);
    }

    [Theory]
    [InlineData(4, 64)]
    [InlineData(8, 64)]
    public void TryJoin_Alike_IsOneMatrixOfAllRows(int bits, int group)
    {
        using DisposeScope scope = NewDisposeScope();
        using DeviceOperators plain = DeviceOperators.PlainOn(CPU);
        RandomMatrix[] matrices = [.. new[] { 16, 8, 24 }.Select((rows, i) => Random(rows, 192, bits, group, seed: i))];
        IDeviceMatrix[] parts = [.. matrices.Select(matrix => Pack(matrix, ScalarType.Float32))];
        Tensor x = randn([5, 192]);
        Tensor bias = randn([48]);

        using IDeviceMatrix joined = parts[0].TryJoin(parts[1..])!;
        Tensor expected = cat([.. parts.Select(part => part.Multiply(x, null, plain))], 1) + bias;

        Assert.Equal(48, joined.RowCount);
        Assert.True(allclose(expected, joined.Multiply(x, bias, plain), 1e-5, 1e-5));
        Array.ForEach(parts, part => part.Dispose());
    }

    [Fact]
    public void TryJoin_HeldInOtherWays_IsNone()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDeviceMatrix first = Pack(Random(16, 192, 4, 64), ScalarType.Float32);
        using IDeviceMatrix otherGroup = Pack(Random(16, 192, 4, 32), ScalarType.Float32);
        using IDeviceMatrix otherBits = Pack(Random(16, 192, 8, 64), ScalarType.Float32);
        using IDeviceMatrix shuffled = Pack(Random(16, 192, 4, 64, isShuffled: true), ScalarType.Float32);
        using IDeviceMatrix unfilled = Pack(Random(15, 192, 4, 64), ScalarType.Float32);

        Assert.All([otherGroup, otherBits, shuffled], other => Assert.Null(first.TryJoin([other])));
        Assert.Null(unfilled.TryJoin([first]));
        Assert.Equal(31, first.TryJoin([unfilled])!.RowCount);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void Bytes_AreThosePlanned(int bits)
    {
        foreach (RandomMatrix matrix in new[] { Random(13, 192, bits, 64), Random(16, 192, bits, 32, hasOffsets: false), Random(8, 192, bits, 64, isShuffled: true) })
        {
            using IDeviceMatrix packed = Pack(matrix, ScalarType.BFloat16);

            Assert.Equal(bits == 4 ? Int4Matrix.BytesFor(matrix, 2) : Int8Matrix.BytesFor(matrix, 2), packed.Bytes);
        }
    }

    /// <summary>The parts that devices hold: any rows, and columns even where they cut a group.</summary>
    [Theory]
    [InlineData(4, 64, false)]
    [InlineData(8, 64, false)]
    [InlineData(4, 64, true)]
    public void Sliced_PartsTogether_AreTheWhole(int bits, int group, bool isShuffled)
    {
        using DisposeScope scope = NewDisposeScope();
        using DeviceOperators plain = DeviceOperators.PlainOn(CPU);
        RandomMatrix whole = Random(24, 192, bits, group, isShuffled: isShuffled);
        Tensor x = randn([5, 192]);
        Tensor expected = x.to(ScalarType.Float64).matmul(Exact(whole).t()).to(ScalarType.Float32);

        Tensor byRows = cat([Multiply(new SlicedMatrix(whole, ..7, ..), x), Multiply(new SlicedMatrix(whole, 7.., ..), x)], 1);
        Tensor byColumns = Columns(..96) + Columns(96..);

        Assert.True(allclose(expected, byRows, 1e-4, 1e-4));
        Assert.True(allclose(expected, byColumns, 1e-4, 1e-4));

        Tensor Columns(Range range)
        {
            (int first, int count) = range.GetOffsetAndLength(192);
            return Multiply(new SlicedMatrix(whole, .., range), isShuffled ? x : x.narrow(1, first, count));
        }

        Tensor Multiply(QuantizedMatrix matrix, Tensor input)
        {
            using IDeviceMatrix packed = Pack(matrix, ScalarType.Float32);
            return packed.Multiply(input, null, plain);
        }
    }

    private static RandomMatrix Random(int rows, int columns, int bits, int group, bool hasOffsets = true, bool isShuffled = false, int seed = 1) =>
        new(new Random(seed), rows, columns, bits, group, hasOffsets, hasHalfScales: false, isShuffled);

    /// <summary>[rows, columns] in float64, columns in the order of the input's features.</summary>
    private static Tensor Exact(RandomMatrix matrix)
    {
        double[] exact = new double[matrix.RowCount * matrix.ColumnCount];
        for (int row = 0; row < matrix.RowCount; row++)
        {
            for (int column = 0; column < matrix.ColumnCount; column++)
            {
                exact[(row * matrix.ColumnCount) + (matrix.ColumnOrder?[column] ?? column)] = matrix.Weight(row, column);
            }
        }

        return tensor(exact, [matrix.RowCount, matrix.ColumnCount]);
    }

    private static IDeviceMatrix Pack(QuantizedMatrix matrix, ScalarType dtype) => matrix.Bits == 4
        ? Int4Matrix.Pack(matrix, dtype, TestContext.Current.CancellationToken)
        : Int8Matrix.Pack(matrix, dtype, TestContext.Current.CancellationToken);

    private static void Check(RandomMatrix matrix, ScalarType dtype, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        using DeviceOperators plain = DeviceOperators.PlainOn(CPU);
        using IDeviceMatrix packed = Pack(matrix, dtype);
        Tensor x = randn([5, matrix.ColumnCount], dtype);
        Tensor bias = randn([matrix.RowCount], dtype);
        Tensor expected = x.to(ScalarType.Float64).matmul(Exact(matrix).t()) + bias;

        Tensor product = packed.Multiply(x, bias, plain).to(ScalarType.Float64);

        Assert.InRange((product - expected).norm().item<double>() / expected.norm().item<double>(), 0, tolerance);
    }
}
