using System.Buffers.Binary;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>Matrices of compressed-tensors of random integers, written to a file and read again.</summary>
[Slow]
public sealed class CompressedMatrixTests
{
    private const string Form = "(compressed-tensors, 4 bits, 40 x 256 weights in groups of 128)";

    public static TheoryData<int, int, bool, bool> Cases => new MatrixTheoryData<int, int, bool, bool>(
        [4, 8], [16, 32, 64, 128, 256, -1], [false, true], [false, true]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void ReadRows_AnyMatrix_GivesEveryWeightExactly(int bits, int groupSize, bool isSymmetric, bool isShuffled)
    {
        CompressedExample example = new(new()
        {
            Bits = bits,
            GroupSize = groupSize,
            Rows = 75, // the last word of zero points is not full
            Columns = 768,
            IsSymmetric = isSymmetric,
            IsShuffled = isShuffled,
            Seed = bits + groupSize,
        });

        QuantizedMatrix matrix = Check(example, 75, 768);

        Assert.Equal((bits, !isSymmetric, isSymmetric), (matrix.Bits, matrix.HasOffsets, matrix.HasHalfScales));
        Assert.Equal(groupSize is -1 or 256 ? 128 : groupSize, matrix.GroupSize);
        Assert.Equal(isShuffled && groupSize != -1, matrix.ColumnOrder is not null);
        Assert.Equal(1 << (bits - 1), matrix.ZeroPoint);
    }

    [Theory]
    [InlineData(DType.Float16)]
    [InlineData(DType.BFloat16)]
    [InlineData(DType.Float32)]
    public void ReadRows_OtherScalesZeroPointsAndBytes_GivesEveryWeightExactly(DType scaleType)
    {
        foreach (bool isSymmetric in new[] { false, true })
        {
            foreach ((int bits, bool isPacked, bool hasByteZeros) in new[] { (4, true, true), (8, true, true), (8, false, true), (8, false, false) })
            {
                CompressedShape shape = new() { Bits = bits, IsPacked = isPacked, HasByteZeros = hasByteZeros, ScaleType = scaleType, IsSymmetric = isSymmetric, GroupSize = -1 };
                QuantizedMatrix matrix = Check(new CompressedExample(shape), shape.Rows, shape.Columns);

                Assert.Equal(isSymmetric && scaleType != DType.Float32, matrix.HasHalfScales);
            }
        }
    }

    /// <summary>The matrix in the kernels' layout, with columns in the order of the input.</summary>
    [Theory]
    [InlineData(16, false, true)]
    [InlineData(32, true, false)]
    [InlineData(128, false, true)]
    [InlineData(-1, false, false)]
    public void Pack_AnyMatrix_KeepsEveryWeight(int groupSize, bool isSymmetric, bool isShuffled)
    {
        CompressedExample example = new(new() { GroupSize = groupSize, IsSymmetric = isSymmetric, IsShuffled = isShuffled, ScaleType = DType.Float16 });
        using TemporaryFolder folder = new();
        example.Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        using QuantizedWeight weight = WeightPacker.Pack(checkpoint.FindQuantized("m.weight", 40, 256)!, TestContext.Current.CancellationToken);

        float[] read = new float[256];
        for (int row = 0; row < 40; row++)
        {
            weight.Dequantize(row, read);
            Assert.Equal(Enumerable.Range(0, 256).Select(column => (float)example.Weight(row, column)), read);
        }
    }

    /// <summary>Each matrix says itself what it is, so that a folder may mix bits, groups and zero points.</summary>
    [Fact]
    public void FindQuantized_MatricesThatDiffer_AreReadEachAsItIs()
    {
        CompressedShape[] shapes =
        [
            new() { Seed = 1 },
            new() { Seed = 2, Bits = 8, GroupSize = -1 },
            new() { Seed = 3, IsSymmetric = false, GroupSize = 32 },
            new() { Seed = 4, Bits = 8, IsPacked = false, GroupSize = -1 },
        ];
        CompressedExample[] examples = [.. shapes.Select((shape, i) => new CompressedExample(shape, $"m{i}"))];
        using TemporaryFolder folder = new();
        folder.WriteConfig(("quantization_config", """
            {"quant_method":"compressed-tensors","format":"mixed-precision","config_groups":{
              "group_0":{"format":"pack-quantized","targets":["re:m[01]"],"weights":{"num_bits":4,"symmetric":true}},
              "group_1":{"format":"pack-quantized","targets":["re:m2"],"weights":{"num_bits":4,"symmetric":false}},
              "W8A8":["re:m3"]}}
            """));
        CompressedExample.WriteTensors(folder, examples.SelectMany(example => example.Tensors));
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        for (int i = 0; i < examples.Length; i++)
        {
            QuantizedReading.AssertEquals(checkpoint.FindQuantized($"m{i}.weight", 40, 256)!, examples[i].Weight, rowsAtOnce: 40);
        }
    }

    [Fact]
    public void FindQuantized_SettingsByTheOlderKey_AreTaken()
    {
        CompressedExample example = new(new());
        using TemporaryFolder folder = new();
        example.Write(folder);
        folder.WriteConfig(("compression_config", example.Settings().ToJsonString()));
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        QuantizedReading.AssertEquals(checkpoint.FindQuantized("m.weight", 40, 256)!, example.Weight, rowsAtOnce: 40);
    }

    /// <summary>Zero points of a symmetric matrix, and an order that was never filled in, say nothing.</summary>
    [Fact]
    public void FindQuantized_TensorsThatMeanNothing_AreLeftOut()
    {
        CompressedExample example = new(new());
        example.Tensors["m.weight_zero_point"] = (DType.Int8, [1], [9]);
        example.Tensors["m.weight_g_idx"] = (DType.Int32, [256], [.. Enumerable.Repeat((byte)255, 1024)]);

        QuantizedMatrix matrix = Check(example, 40, 256);

        Assert.Equal((false, null), (matrix.HasOffsets, matrix.ColumnOrder));
    }

    [Theory]
    [InlineData("m.weight_scale", "'m.weight_packed' without 'm.weight_scale'", "both")]
    [InlineData("m.weight_zero_point", "'m.weight_packed' without 'm.weight_zero_point'", "both")]
    public void FindQuantized_TensorMissing_IsRefused(string missing, string found, string expected) =>
        AssertRefused(example => example.Tensors.Remove(missing), found, expected);

    [Theory]
    [InlineData("m.weight_packed", new long[] { 40, 24 }, "[40, 32] in 4 bits or [40, 64] in 8")] // 3 bits
    [InlineData("m.weight_packed", new long[] { 1280 }, "[40, 32] in 4 bits or [40, 64] in 8")]
    [InlineData("m.weight_packed", new long[] { 41, 32 }, $"[40, 32], I32 {Form}")]
    [InlineData("m.weight_scale", new long[] { 40, 3 }, "[40, groups], groups that divide 256 columns")]
    [InlineData("m.weight_scale", new long[] { 40, 0 }, "[40, groups], groups that divide 256 columns")]
    [InlineData("m.weight_scale", new long[] { 40 }, "[40, groups], groups that divide 256 columns")]
    [InlineData("m.weight_scale", new long[] { 2, 2 }, $"[40, 2], F16 or BF16 or F32 {Form}")]
    [InlineData("m.weight_zero_point", new long[] { 40, 2 }, $"[5, 2], I32 {Form}")]
    [InlineData("m.weight_g_idx", new long[] { 2 }, $"[256], I32 {Form}")]
    public void FindQuantized_TensorOfAnotherShape_IsRefused(string name, long[] shape, string expected) => AssertRefused(
        example =>
        {
            DType dtype = example.Tensors[name].DType;
            example.Tensors[name] = (dtype, shape, new byte[shape.Aggregate(1L, (a, b) => a * b) * dtype.ElementBytes()]);
        },
        $"tensor '{name}' of shape [{string.Join(", ", shape)}]",
        expected);

    [Theory]
    [InlineData("m.weight_packed", DType.Float32, "F32", "[40, 32], I32 ")]
    [InlineData("m.weight_scale", DType.Int16, "I16", "[40, 2], F16 or BF16 or F32 ")]
    [InlineData("m.weight_zero_point", DType.Float32, "F32", "[5, 2], I32 ")]
    [InlineData("m.weight_g_idx", DType.Float32, "F32", "[256], I32 ")]
    public void FindQuantized_TensorOfAnotherType_IsRefused(string name, DType dtype, string found, string expected) => AssertRefused(
        example => example.Tensors[name] = (dtype, example.Tensors[name].Shape, example.Tensors[name].Bytes),
        $"{found}",
        expected);

    [Theory]
    [InlineData(7, 2, "group 2 at column 7 in 'm.weight_g_idx'", "groups from 0 to 1")]
    [InlineData(7, -2, "group -2 at column 7 in 'm.weight_g_idx'", "groups from 0 to 1")]
    public void FindQuantized_WrongGroup_IsRefused(int column, int group, string found, string expected) => AssertRefused(
        example => BinaryPrimitives.WriteInt32LittleEndian(example.Tensors["m.weight_g_idx"].Bytes.AsSpan(4 * column), group), found, expected);

    [Fact]
    public void FindQuantized_NoSettings_IsRefused()
    {
        using TemporaryFolder folder = new();
        new CompressedExample(new()).Write(folder);
        folder.WriteConfig();
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        Refusal.Is(
            () => checkpoint.Require("m.weight", [40, 256]), folder.At("model.safetensors"),
            "'m.weight' as packed integers (m.weight_packed)", "tensor 'm.weight' of shape [40, 256]");
    }

    [Theory]
    [InlineData(0x7f80, "a scale of Infinity in 'm.weight_scale' (group 1, row 3)")]
    [InlineData(0x7fc0, "a scale of NaN in 'm.weight_scale' (group 1, row 3)")]
    [InlineData(0x7f7f, "a scale x zero point of Infinity in 'm.weight_scale' (group 1, row 3)")]
    public void ReadRows_ScaleThatIsNoNumber_IsRefused(int bits, string found)
    {
        CompressedExample example = new(new() { IsSymmetric = false });
        BinaryPrimitives.WriteUInt16LittleEndian(example.Tensors["m.weight_scale"].Bytes.AsSpan(2 * ((3 * 2) + 1)), (ushort)bits);
        Array.Fill(example.Tensors["m.weight_zero_point"].Bytes, (byte)0xff);
        using TemporaryFolder folder = new();
        example.Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);
        QuantizedMatrix matrix = checkpoint.FindQuantized("m.weight", 40, 256)!;

        Refusal.Is(() => QuantizedReading.Read(matrix, 2, 2), folder.At("model.safetensors"), found, "finite numbers");
        QuantizedReading.Read(matrix, 4, 36); // the others are as they were
    }

    [Fact]
    public void ReadRows_SpansOfOtherSizes_AreArgumentErrors()
    {
        using TemporaryFolder folder = new();
        new CompressedExample(new() { IsSymmetric = false }).Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);
        QuantizedMatrix matrix = checkpoint.FindQuantized("m.weight", 40, 256)!;

        Assert.ThrowsAny<ArgumentException>(() => matrix.ReadRows(-1, new byte[256], new float[2], new float[2]));
        Assert.ThrowsAny<ArgumentException>(() => matrix.ReadRows(40, new byte[256], new float[2], new float[2]));
        Assert.ThrowsAny<ArgumentException>(() => matrix.ReadRows(0, new byte[255], new float[2], new float[2]));
        Assert.ThrowsAny<ArgumentException>(() => matrix.ReadRows(0, new byte[256], new float[3], new float[2]));
        Assert.ThrowsAny<ArgumentException>(() => matrix.ReadRows(0, new byte[256], new float[2], []));
    }

    private static QuantizedMatrix Check(CompressedExample example, int rows, int columns)
    {
        using TemporaryFolder folder = new();
        example.Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);
        QuantizedMatrix? matrix = checkpoint.FindQuantized("m.weight", rows, columns);
        Assert.NotNull(matrix);
        QuantizedReading.AssertEquals(matrix, example.Weight, rowsAtOnce: 13);
        return matrix;
    }

    private static void AssertRefused(Action<CompressedExample> spoil, string found, string expected)
    {
        CompressedExample example = new(new() { IsSymmetric = false, IsShuffled = true });
        spoil(example);
        using TemporaryFolder folder = new();
        example.Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        Refusal.Is(() => checkpoint.FindQuantized("m.weight", 40, 256), folder.At("model.safetensors"), found, expected);
    }
}
