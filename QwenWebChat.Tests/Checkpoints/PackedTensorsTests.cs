using System.Buffers.Binary;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>Every way in which the tensors of an AWQ or GPTQ matrix can be wrong, and what it is called.</summary>
public sealed class PackedTensorsTests
{
    private const string InGptq = "(GPTQ, 4 bits, 40 x 256 weights in groups of 128)";
    private const string InAwq = "(AWQ, 4 bits, 40 x 256 weights in groups of 128)";

    [Theory]
    [InlineData(true, "m.qzeros", "'m.qweight' without 'm.qzeros'", $"both {InAwq}")]
    [InlineData(true, "m.scales", "'m.qweight' without 'm.scales'", $"both {InAwq}")]
    [InlineData(false, "m.qzeros", "'m.qweight' without 'm.qzeros'", $"both {InGptq}")]
    [InlineData(false, "m.g_idx", "'m.qweight' without 'm.g_idx'", $"both {InGptq}")]
    public void FindQuantized_TensorMissing_IsRefused(bool isAwq, string missing, string found, string expected) =>
        AssertRefused(new() { IsAwq = isAwq, IsShuffled = true }, example => example.Tensors.Remove(missing), found, expected);

    [Theory]
    [InlineData(true, "m.qweight", new long[] { 32, 40 }, "[256, 5], I32")] // as GPTQ has it
    [InlineData(true, "m.qzeros", new long[] { 5, 2 }, "[2, 5], I32")]
    [InlineData(true, "m.scales", new long[] { 4, 40 }, "[2, 40], F16 or BF16 or F32")] // groups of 64
    [InlineData(false, "m.qweight", new long[] { 256, 5 }, "[32, 40], I32")] // as AWQ has it
    [InlineData(false, "m.qweight", new long[] { 1280 }, "[32, 40], I32")]
    [InlineData(false, "m.qweight", new long[] { 64, 40 }, "[32, 40], I32")] // 8 bits
    [InlineData(false, "m.qzeros", new long[] { 1, 5 }, "[2, 5], I32")]
    [InlineData(false, "m.scales", new long[] { 1, 40 }, "[2, 40], F16 or BF16 or F32")] // a whole row
    [InlineData(false, "m.g_idx", new long[] { 255 }, "[256], I32")]
    public void FindQuantized_TensorOfAnotherShape_IsRefused(bool isAwq, string name, long[] shape, string expected) =>
        AssertRefused(
            new() { IsAwq = isAwq },
            example =>
            {
                DType dtype = example.Tensors[name].DType;
                example.Tensors[name] = (dtype, shape, new byte[shape.Aggregate(1L, (a, b) => a * b) * dtype.ElementBytes()]);
            },
            $"tensor '{name}' of shape [{string.Join(", ", shape)}], ",
            $"{expected} {(isAwq ? InAwq : InGptq)}");

    [Theory]
    [InlineData("m.qweight", DType.Float32, "F32", "[32, 40], I32 ")]
    [InlineData("m.qzeros", DType.Float32, "F32", "[2, 5], I32 ")]
    [InlineData("m.g_idx", DType.Float32, "F32", "[256], I32 ")]
    [InlineData("m.scales", DType.Int16, "I16", "[2, 40], F16 or BF16 or F32 ")]
    public void FindQuantized_TensorOfAnotherType_IsRefused(string name, DType dtype, string found, string expected) =>
        AssertRefused(
            new(),
            example => example.Tensors[name] = (dtype, example.Tensors[name].Shape, example.Tensors[name].Bytes),
            $"tensor '{name}' of shape [{string.Join(", ", new PackedExample(new()).Tensors[name].Shape)}], {found}",
            expected);

    [Theory]
    [InlineData(42, 256, 128, "'m' of 42 rows x 256 columns in GPTQ", "a multiple of 8 rows")]
    [InlineData(40, 320, 128, "'m' of 40 rows x 320 columns in GPTQ", "a multiple of 128 columns, the group size")]
    [InlineData(40, 72, -1, "'m' of 40 rows x 72 columns in GPTQ", "a multiple of 16 columns")]
    [InlineData(1 << 20, 1 << 16, 128, "'m' of 1048576 rows x 65536 columns in GPTQ", "less than 2 GiB")]
    public void FindQuantized_SizesThatTheFormatCannotHold_AreRefused(
        int rows, int columns, int groupSize, string found, string expected)
    {
        PackedExample example = new(new() { GroupSize = groupSize == -1 ? -1 : 128 });
        using TemporaryFolder folder = new();
        example.Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        Refusal.Is(() => checkpoint.FindQuantized("m.weight", rows, columns), folder.At("model.safetensors"), found, expected);
    }

    [Theory]
    [InlineData(7, 2, "group 2 at column 7 in 'm.g_idx'", "groups from 0 to 1")]
    [InlineData(7, -1, "group -1 at column 7 in 'm.g_idx'", "groups from 0 to 1")]
    [InlineData(7, int.MinValue, "group -2147483648 at column 7 in 'm.g_idx'", "groups from 0 to 1")]
    [InlineData(7, 1, "more than 128 columns of group 1 in 'm.g_idx'", "128 columns in each of 2 groups")]
    public void FindQuantized_WrongGroup_IsRefused(int column, int group, string found, string expected) =>
        AssertRefused(
            new(),
            example => BinaryPrimitives.WriteInt32LittleEndian(example.Tensors["m.g_idx"].Bytes.AsSpan(4 * column), group),
            found,
            expected);

    [Fact]
    public void FindQuantized_NoSettings_IsRefused()
    {
        using TemporaryFolder folder = new();
        new PackedExample(new()).Write(folder);
        folder.WriteConfig();
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        Refusal.Is(
            () => checkpoint.FindQuantized("m.weight", 40, 256), folder.At("model.safetensors"),
            "tensor 'm.qweight' without settings for it", "quantization_config in config.json, or quantize_config.json");
        Refusal.Is(
            () => checkpoint.Require("m.weight", [40, 256]), folder.At("model.safetensors"),
            "'m.weight' as packed integers (m.qweight)", "tensor 'm.weight' of shape [40, 256]");
    }

    [Theory]
    [InlineData(true, 0x7e00, "a scale of NaN in 'm.scales' (group 1, row 3)")]
    [InlineData(false, 0x7e00, "a scale of NaN in 'm.scales' (group 1, row 3)")]
    [InlineData(false, 0x7c00, "a scale of Infinity in 'm.scales' (group 1, row 3)")]
    [InlineData(false, 0xfc00, "a scale of -Infinity in 'm.scales' (group 1, row 3)")]
    public void ReadRows_ScaleThatIsNoNumber_IsRefused(bool isAwq, int half, string found)
    {
        PackedExample example = new(new() { IsAwq = isAwq, IsSymmetric = !isAwq });
        BinaryPrimitives.WriteUInt16LittleEndian(example.Tensors["m.scales"].Bytes.AsSpan(2 * (40 + 3)), (ushort)half);
        AssertReadRefused(example, found);
    }

    [Fact]
    public void ReadRows_OffsetBeyondFloat32_IsRefused()
    {
        PackedExample example = new(new() { ScaleType = DType.BFloat16 });
        BinaryPrimitives.WriteUInt16LittleEndian(example.Tensors["m.scales"].Bytes.AsSpan(2 * (40 + 3)), 0x7f7f);
        Array.Fill(example.Tensors["m.qzeros"].Bytes, (byte)0xff);
        AssertReadRefused(example, "a scale x zero point of Infinity in 'm.scales' (group 1, row 3)");
    }

    private static void AssertReadRefused(PackedExample example, string found)
    {
        using TemporaryFolder folder = new();
        example.Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);
        QuantizedMatrix matrix = checkpoint.FindQuantized("m.weight", 40, 256)!;

        Refusal.Is(() => QuantizedReading.Read(matrix, 2, 2), folder.At("model.safetensors"), found, "finite numbers");
        QuantizedReading.Read(matrix, 4, 36); // the others are as they were
    }

    private static void AssertRefused(PackedShape shape, Action<PackedExample> spoil, string found, string expected)
    {
        PackedExample example = new(shape);
        spoil(example);
        using TemporaryFolder folder = new();
        example.Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        Refusal.Is(() => checkpoint.FindQuantized("m.weight", 40, 256), folder.At("model.safetensors"), found, expected);
    }
}
