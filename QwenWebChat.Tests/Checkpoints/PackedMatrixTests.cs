using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>AWQ and GPTQ matrices of random numbers, written to a file and read again.</summary>
[Slow]
public sealed class PackedMatrixTests
{
    public static TheoryData<int, int, DType> AwqCases => new MatrixTheoryData<int, int, DType>(
        [16, 32, 64, 128, 256, -1], [8, 136], [DType.Float16, DType.BFloat16, DType.Float32]);

    public static TheoryData<int, int, bool, bool> GptqCases => new MatrixTheoryData<int, int, bool, bool>(
        [4, 8], [16, 32, 64, 128, 256, -1], [false, true], [false, true]);

    [Theory]
    [MemberData(nameof(AwqCases))]
    public void ReadRows_AnyAwqMatrix_GivesEveryWeightExactly(int groupSize, int rows, DType scaleType)
    {
        PackedExample example = new(
            new() { IsAwq = true, GroupSize = groupSize, Rows = rows, Columns = 512, ScaleType = scaleType, Seed = groupSize + rows });

        QuantizedMatrix matrix = Check(example, rows, 512);

        Assert.Equal((4, true, false), (matrix.Bits, matrix.HasOffsets, matrix.HasHalfScales));
        Assert.Equal(groupSize is -1 or 256 ? 128 : groupSize, matrix.GroupSize);
        Assert.Null(matrix.ColumnOrder);
    }

    [Theory]
    [MemberData(nameof(GptqCases))]
    public void ReadRows_AnyGptqMatrix_GivesEveryWeightExactly(int bits, int groupSize, bool isSymmetric, bool isShuffled)
    {
        PackedExample example = new(new()
        {
            Bits = bits,
            GroupSize = groupSize,
            Rows = 72,
            Columns = 768,
            IsSymmetric = isSymmetric,
            IsShuffled = isShuffled,
            Seed = bits + groupSize,
        });

        QuantizedMatrix matrix = Check(example, 72, 768);

        Assert.Equal((bits, !isSymmetric, isSymmetric), (matrix.Bits, matrix.HasOffsets, matrix.HasHalfScales));
        Assert.Equal(isShuffled && groupSize != -1, matrix.ColumnOrder is not null);
        Assert.Equal(1 << (bits - 1), matrix.ZeroPoint);
    }

    [Theory]
    [InlineData(DType.BFloat16, "gptq")]
    [InlineData(DType.BFloat16, "gptq_v2")]
    [InlineData(DType.Float32, "gptq")]
    [InlineData(DType.Float16, "gptq_v2")]
    public void ReadRows_OtherScalesAndFormats_GiveEveryWeightExactly(DType scaleType, string format)
    {
        foreach (bool isSymmetric in new[] { false, true })
        {
            foreach (int bits in new[] { 4, 8 })
            {
                PackedShape shape = new() { Bits = bits, ScaleType = scaleType, Format = format, IsSymmetric = isSymmetric };
                QuantizedMatrix matrix = Check(new PackedExample(shape), shape.Rows, shape.Columns);

                // Scales of 8 bits, from 2e-4 on, are float16 numbers; those of 16 bits are not.
                Assert.Equal(isSymmetric && scaleType != DType.Float32, matrix.HasHalfScales);
            }
        }
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    public void ReadRows_LeastAndGreatestZeroPoint_AreOneAndTwoToTheBits(int bits)
    {
        foreach ((byte stored, int zero) in new (byte, int)[] { (0, 1), (255, 1 << bits) })
        {
            PackedExample example = new(new() { Bits = bits, Rows = 8, Columns = 128 });
            Array.Fill(example.Tensors["m.qzeros"].Bytes, stored);
            using TemporaryFolder folder = new();
            example.Write(folder);
            using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

            (_, float[] scales, float[] offsets) = QuantizedReading.Read(checkpoint.FindQuantized("m.weight", 8, 128)!, 0, 8);

            Assert.Equal(scales.Select(scale => scale * zero), offsets);
        }
    }

    [Theory]
    [InlineData(4, 0x88)]
    [InlineData(8, 0x80)]
    public void FindQuantized_SymmetricGptqThatStoresTheZeroItself_IsReadAsSymmetric(int bits, byte zeros)
    {
        PackedExample example = new(new() { Bits = bits, IsSymmetric = true });
        Array.Fill(example.Tensors["m.qzeros"].Bytes, zeros);

        QuantizedMatrix matrix = Check(example, 40, 256);

        Assert.False(matrix.HasOffsets);
    }

    [Theory]
    [InlineData(false, "{\"bits\":4,\"group_size\":64,\"desc_act\":false,\"sym\":false}", "quantize_config.json")]
    [InlineData(true, "{\"zero_point\":true,\"q_group_size\":64,\"w_bit\":4,\"version\":\"GEMM\"}", "quant_config.json")]
    public void FindQuantized_SettingsInAnOlderFile_AreTaken(bool isAwq, string settings, string fileName)
    {
        PackedExample example = new(new() { IsAwq = isAwq, GroupSize = 64 });
        using TemporaryFolder folder = new();
        example.Tensors.Remove("m.g_idx"); // such files have none
        example.Write(folder);
        folder.WriteConfig();
        folder.Write(fileName, settings);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        QuantizedReading.AssertEquals(checkpoint.FindQuantized("m.weight", 40, 256)!, example.Weight, rowsAtOnce: 40);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadRows_EveryRowTaken_LetsTheBytesGo(bool isAwq)
    {
        PackedExample example = new(new() { IsAwq = isAwq });
        using TemporaryFolder folder = new();
        example.Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);
        QuantizedMatrix matrix = checkpoint.FindQuantized("m.weight", 40, 256)!;

        Assert.False(IsHeld(matrix));
        QuantizedReading.Read(matrix, 0, 24);
        Assert.True(IsHeld(matrix));
        QuantizedReading.Read(matrix, 24, 16);
        Assert.False(IsHeld(matrix));
        QuantizedReading.AssertEquals(matrix, example.Weight, rowsAtOnce: 9);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadRows_SeveralThreads_GiveTheSame(bool isAwq)
    {
        PackedExample example = new(new() { IsAwq = isAwq, Rows = 256, IsShuffled = !isAwq });
        using TemporaryFolder folder = new();
        example.Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);
        QuantizedMatrix matrix = checkpoint.FindQuantized("m.weight", 256, 256)!;

        Parallel.For(0, 8, _ => QuantizedReading.AssertEquals(matrix, example.Weight, rowsAtOnce: 50));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadRows_SpansOfOtherSizes_AreArgumentErrors(bool isAwq)
    {
        PackedExample example = new(new() { IsAwq = isAwq });
        using TemporaryFolder folder = new();
        example.Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);
        QuantizedMatrix matrix = checkpoint.FindQuantized("m.weight", 40, 256)!;

        Assert.ThrowsAny<ArgumentException>(() => matrix.ReadRows(-1, new byte[256], new float[2], new float[2]));
        Assert.ThrowsAny<ArgumentException>(() => matrix.ReadRows(40, new byte[256], new float[2], new float[2]));
        Assert.ThrowsAny<ArgumentException>(() => matrix.ReadRows(0, new byte[41 * 256], new float[82], new float[82]));
        Assert.ThrowsAny<ArgumentException>(() => matrix.ReadRows(0, new byte[255], new float[2], new float[2]));
        Assert.ThrowsAny<ArgumentException>(() => matrix.ReadRows(0, new byte[256], new float[3], new float[2]));
        Assert.ThrowsAny<ArgumentException>(() => matrix.ReadRows(0, new byte[256], new float[2], []));
    }

    private static QuantizedMatrix Check(PackedExample example, int rows, int columns)
    {
        using TemporaryFolder folder = new();
        example.Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);
        QuantizedMatrix? matrix = checkpoint.FindQuantized("m.weight", rows, columns);
        Assert.NotNull(matrix);
        QuantizedReading.AssertEquals(matrix, example.Weight, rowsAtOnce: 13);
        return matrix;
    }

    private static bool IsHeld(QuantizedMatrix matrix) => ((PackedMatrix)matrix).IsHeld;
}
