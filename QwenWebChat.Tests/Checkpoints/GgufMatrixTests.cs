using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>
/// Every quantized type against a plain decoder: scale x value - offset in double is the very weight, since a double
/// holds each product and sum of these numbers exactly.
/// </summary>
public sealed class GgufMatrixTests
{
    private const int RowCount = 9;
    private const int ColumnCount = 768;

    public static TheoryData<string> Types => [.. PlainGgufBlocks.Types.Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public void ReadRows_RandomBlocks_GivesEveryWeightExactly(string type)
    {
        byte[] bytes = RandomBlocks(type, RowCount, seed: 20240911);
        using TemporaryFolder folder = new();
        using GgufModel model = Open(folder, type, bytes, RowCount);
        QuantizedMatrix matrix = Matrix(model);

        Assert.Equal((RowCount, ColumnCount), (matrix.RowCount, matrix.ColumnCount));
        AssertExact(matrix, type, bytes);
    }

    /// <summary>In the kernels' layout, whether a type has a way of its own there or not; the last panel is not full.</summary>
    [Theory]
    [MemberData(nameof(Types))]
    public void Pack_RandomBlocks_KeepsEveryWeight(string type)
    {
        const int Rows = 37;
        byte[] bytes = RandomBlocks(type, Rows, seed: 7);
        (_, _, int elements, int blockBytes) = PlainGgufBlocks.Types.Single(known => known.Name == type);
        using TemporaryFolder folder = new();
        using GgufModel model = Open(folder, type, bytes, Rows);

        using QuantizedWeight weight = WeightPacker.Pack(Matrix(model, Rows), TestContext.Current.CancellationToken);

        float[] read = new float[ColumnCount];
        for (int row = 0; row < Rows; row++)
        {
            weight.Dequantize(row, read);
            for (int k = 0; k < ColumnCount; k++)
            {
                int i = (row * ColumnCount) + k;
                Assert.Equal((float)PlainGgufBlocks.Weight(type, bytes.AsSpan(i / elements * blockBytes, blockBytes), i % elements), read[k]);
            }
        }
    }

    /// <summary>Scale and value of Q3_K are stored as their product, which is a byte whatever they are.</summary>
    [Fact]
    public void ReadRows_EveryScaleAndValueOfQ3K_GivesTheWeightExactly()
    {
        byte[] bytes = new byte[64 * 110];
        for (int scale = 0; scale < 64; scale++)
        {
            Span<byte> block = bytes.AsSpan(scale * 110, 110);
            block[..32].Fill(0b10101010); // every second part of 32 is 4 more
            block.Slice(32, 64).Fill(0b11100100); // 0 to 3, one a part
            block.Slice(32, 16).Fill(0b00011011);
            block.Slice(96, 8).Fill((byte)((scale & 15) * 17));
            block.Slice(104, 4).Fill((byte)((scale >> 4) * 0b01010101));
            BitConverter.GetBytes((Half)0.5).CopyTo(block[108..]);
        }

        using TemporaryFolder folder = new();
        string path = new RawGguf().Add("blk.0.ffn_up.weight", 11, [256, 64], bytes).Write(folder);
        using GgufModel model = GgufModel.Open(path);

        AssertExact(new GgufWeights(model).FindQuantized("model.layers.0.mlp.up_proj.weight", 64, 256)!, "Q3_K", bytes);
    }

    [Theory]
    [InlineData("Q4_0")]
    [InlineData("Q8_0")]
    public void Pack_ScaleNotFinite_NamesTensorAndRow(string type)
    {
        (_, _, int elements, int blockBytes) = PlainGgufBlocks.Types.Single(known => known.Name == type);
        byte[] bytes = RandomBlocks(type, RowCount, seed: 8);
        BitConverter.GetBytes(Half.NegativeInfinity).CopyTo(bytes, 5 * ColumnCount / elements * blockBytes);
        using TemporaryFolder folder = new();
        using GgufModel model = Open(folder, type, bytes, RowCount);

        Refusal.Is(
            () => WeightPacker.Pack(Matrix(model), TestContext.Current.CancellationToken).Dispose(),
            model.Header.Metadata.Path, "tensor 'blk.0.ffn_up.weight' with the scale -Infinity in row 5", "finite numbers");
    }

    [Theory]
    [InlineData("Q4_0", 4, 32, 8, false, true)]
    [InlineData("Q4_1", 4, 32, 0, true, true)]
    [InlineData("Q5_0", 8, 32, 16, false, true)]
    [InlineData("Q5_1", 8, 32, 0, true, true)]
    [InlineData("Q8_0", 8, 32, 128, false, true)]
    [InlineData("Q2_K", 4, 16, 0, true, false)]
    [InlineData("Q3_K", 8, 32, 127, false, true)]
    [InlineData("IQ4_NL", 8, 32, 128, false, true)]
    [InlineData("IQ4_XS", 8, 32, 128, false, false)]
    [InlineData("Q4_K", 4, 32, 0, true, false)]
    [InlineData("Q5_K", 8, 32, 0, true, false)]
    [InlineData("Q6_K", 8, 16, 32, false, false)]
    public void FindQuantized_EachType_SaysItsForm(string type, int bits, int groupSize, int zeroPoint, bool hasOffsets, bool hasHalfScales)
    {
        using TemporaryFolder folder = new();
        using GgufModel model = Open(folder, type, RandomBlocks(type, RowCount, seed: 1), RowCount);
        QuantizedMatrix matrix = Matrix(model);

        Assert.Equal((bits, groupSize, zeroPoint), (matrix.Bits, matrix.GroupSize, matrix.ZeroPoint));
        Assert.Equal((hasOffsets, hasHalfScales), (matrix.HasOffsets, matrix.HasHalfScales));
        Assert.Null(matrix.ColumnOrder);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void ReadRows_SomeRows_GivesThoseOfTheWhole(string type)
    {
        using TemporaryFolder folder = new();
        using GgufModel model = Open(folder, type, RandomBlocks(type, RowCount, seed: 2), RowCount);
        Rows all = Rows.Read(Matrix(model), 0, RowCount);
        Rows some = Rows.Read(Matrix(model), 3, 4);

        Assert.Equal(all.Values[(3 * ColumnCount)..(7 * ColumnCount)], some.Values);
        int groups = all.Scales.Length / RowCount;
        Assert.Equal(all.Scales[(3 * groups)..(7 * groups)], some.Scales);
        Assert.Equal(all.Offsets.Skip(3 * groups).Take(4 * groups), some.Offsets);
    }

    /// <summary>More than one of the pieces that the file is read in.</summary>
    [Theory]
    [InlineData("Q4_K", 1500)]
    [InlineData("Q8_0", 700)]
    public void ReadRows_ManyPieces_GivesEveryWeightExactly(string type, int rowCount)
    {
        byte[] bytes = RandomBlocks(type, rowCount, seed: 3);
        using TemporaryFolder folder = new();
        using GgufModel model = Open(folder, type, bytes, rowCount);

        AssertExact(Matrix(model, rowCount), type, bytes);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void ReadRows_ScaleNotFinite_NamesTensorAndRow(string type)
    {
        (_, _, int elements, int blockBytes) = PlainGgufBlocks.Types.Single(known => known.Name == type);
        foreach (int half in PlainGgufBlocks.HalvesOf(type))
        {
            foreach (Half wrong in (Half[])[Half.NaN, Half.PositiveInfinity, Half.NegativeInfinity])
            {
                byte[] bytes = RandomBlocks(type, RowCount, seed: 4);
                int block = (5 * ColumnCount / elements) + 1;
                bytes.AsSpan(block * blockBytes, blockBytes).Fill(0x55); // no scale of 0
                BitConverter.GetBytes(wrong).CopyTo(bytes, (block * blockBytes) + half);
                using TemporaryFolder folder = new();
                using GgufModel model = Open(folder, type, bytes, RowCount);

                string kind = half == PlainGgufBlocks.HalvesOf(type)[0] ? "scale" : "offset";
                Refusal.Is(() => Rows.Read(Matrix(model), 2, 6), model.Header.Metadata.Path, $"tensor 'blk.0.ffn_up.weight' with the {kind}", "finite numbers");
                Refusal.Is(() => Rows.Read(Matrix(model), 5, 1), model.Header.Metadata.Path, "in row 5", "finite numbers");
                Rows.Read(Matrix(model), 0, 5);
            }
        }
    }

    [Fact]
    public void ReadRows_SeveralThreads_GiveTheSame()
    {
        using TemporaryFolder folder = new();
        using GgufModel model = Open(folder, "Q4_K", RandomBlocks("Q4_K", 400, seed: 5), 400);
        QuantizedMatrix matrix = Matrix(model, 400);
        Rows expected = Rows.Read(matrix, 0, 400);

        Parallel.For(0, 40, i =>
        {
            Rows rows = Rows.Read(matrix, i * 10, 10);
            Assert.Equal(expected.Values[(i * 10 * ColumnCount)..((i + 1) * 10 * ColumnCount)], rows.Values);
        });
    }

    [Fact]
    public void ReadRows_SpansThatDoNotFit_Throws()
    {
        using TemporaryFolder folder = new();
        using GgufModel model = Open(folder, "Q4_K", RandomBlocks("Q4_K", RowCount, seed: 6), RowCount);
        QuantizedMatrix matrix = Matrix(model);

        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.ReadRows(0, new byte[ColumnCount + 1], new float[24], new float[24]));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.ReadRows(0, new byte[ColumnCount], new float[25], new float[24]));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.ReadRows(0, new byte[ColumnCount], new float[24], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.ReadRows(RowCount, new byte[ColumnCount], new float[24], new float[24]));
        Assert.Throws<ArgumentOutOfRangeException>(() => matrix.ReadRows(-1, new byte[ColumnCount], new float[24], new float[24]));
    }

    /// <summary>Holds every weight of a matrix against the plain decoder of the same bytes.</summary>
    internal static void AssertExact(QuantizedMatrix matrix, string type, ReadOnlySpan<byte> bytes)
    {
        (_, _, int elements, int blockBytes) = PlainGgufBlocks.Types.Single(known => known.Name == type);
        Rows rows = Rows.Read(matrix, 0, matrix.RowCount);
        for (int i = 0; i < rows.Values.Length; i++)
        {
            int group = i / matrix.GroupSize;
            double scale = rows.Scales[group];
            double offset = matrix.HasOffsets ? rows.Offsets[group] : matrix.ZeroPoint * scale;
            double expected = PlainGgufBlocks.Weight(type, bytes.Slice(i / elements * blockBytes, blockBytes), i % elements);
            if ((scale * rows.Values[i]) - offset != expected)
            {
                Assert.Fail($"weight {i} of {type}: {(scale * rows.Values[i]) - offset}, expected {expected}");
            }
        }

        Assert.All(rows.Values, value => Assert.True(value < 1 << matrix.Bits));
        Assert.True(!matrix.HasHalfScales || rows.Scales.Concat(rows.Offsets).All(number => (float)(Half)number == number));
    }

    private static byte[] RandomBlocks(string type, int rowCount, int seed)
    {
        (_, _, int elements, int blockBytes) = PlainGgufBlocks.Types.Single(known => known.Name == type);
        Random random = new(seed);
        byte[] bytes = new byte[rowCount * ColumnCount / elements * blockBytes];
        random.NextBytes(bytes);
        for (int block = 0; block < bytes.Length; block += blockBytes)
        {
            foreach (int half in PlainGgufBlocks.HalvesOf(type))
            {
                // Every finite half there is: subnormal, negative and large ones too.
                ushort bits = (ushort)((random.Next(31) << 10) | random.Next(1 << 10) | (random.Next(2) << 15));
                BitConverter.GetBytes(bits).CopyTo(bytes, block + half);
            }
        }

        return bytes;
    }

    private static GgufModel Open(TemporaryFolder folder, string type, byte[] bytes, int rowCount)
    {
        uint id = PlainGgufBlocks.Types.Single(known => known.Name == type).Id;
        RawGguf raw = new RawGguf().Add("blk.0.ffn_up.weight", id, [ColumnCount, (ulong)rowCount], bytes);
        return GgufModel.Open(raw.Write(folder));
    }

    private static QuantizedMatrix Matrix(GgufModel model, int rowCount = RowCount) =>
        new GgufWeights(model).FindQuantized("model.layers.0.mlp.up_proj.weight", rowCount, ColumnCount)!;

    private sealed record Rows(byte[] Values, float[] Scales, float[] Offsets)
    {
        public static Rows Read(QuantizedMatrix matrix, int firstRow, int count)
        {
            Rows rows = new(
                new byte[count * matrix.ColumnCount],
                new float[count * matrix.GroupCount],
                new float[matrix.HasOffsets ? count * matrix.GroupCount : 0]);
            matrix.ReadRows(firstRow, rows.Values, rows.Scales, rows.Offsets);
            return rows;
        }
    }
}
