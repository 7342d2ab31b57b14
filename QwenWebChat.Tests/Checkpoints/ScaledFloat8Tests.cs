using System.Buffers.Binary;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Torch.Checkpoints;
using TorchSharp;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>FP8 matrices of every code, with scales of every kind, against the format's formula in float64.</summary>
public sealed class ScaledFloat8Tests
{
    // The product is a float32 before it is a bfloat16.
    private const double Float32Step = 1e-7;

    [Theory]
    [InlineData(Float8Scales.Tensor, 40, 256, false)]
    [InlineData(Float8Scales.Tensor, 40, 256, true)]
    [InlineData(Float8Scales.Channel, 40, 256, false)]
    [InlineData(Float8Scales.Channel, 40, 256, true)]
    [InlineData(Float8Scales.Group, 40, 256, false)]
    [InlineData(Float8Scales.Block, 256, 384, false)]
    [InlineData(Float8Scales.Block, 256, 384, true)]
    [InlineData(Float8Scales.Block, 192, 896, true)] // half a block at the end, which would divide into whole ones of 96 rows
    [InlineData(Float8Scales.Block, 130, 200, true)]
    [InlineData(Float8Scales.Block, 7, 64, false)] // less than a block
    internal void LoadTensor_AnyScales_IsTheNearestBFloat16(Float8Scales kind, int rows, int columns, bool isDeepSeek)
    {
        Float8Example example = new(kind, rows, columns, isDeepSeek);
        using TemporaryFolder folder = new();
        example.Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        Assert.Null(checkpoint.FindQuantized("m.weight", rows, columns));
        Assert.Equal(DType.BFloat16, checkpoint.Require("m.weight", [rows, columns]));
        using torch.Tensor loaded = checkpoint.LoadTensor("m.weight", [rows, columns], torch.ScalarType.Float32, torch.CPU);
        float[] weights = loaded.data<float>().ToArray();
        for (int i = 0; i < weights.Length; i++)
        {
            double exact = example.Weight(i / columns, i % columns);
            double error = Math.Abs(weights[i] - exact);
            uint bits = BitConverter.SingleToUInt32Bits(weights[i]);
            double above = Math.Abs(BitConverter.UInt32BitsToSingle(bits + 0x10000) - exact);
            double below = bits << 1 == 0 ? above : Math.Abs(BitConverter.UInt32BitsToSingle(bits - 0x10000) - exact);
            bool isNearest = error <= Math.Min(above, below) + (Math.Abs(exact) * Float32Step);
            if (!isNearest || error > Math.Abs(exact) * ((1.0 / 256) + Float32Step))
            {
                Assert.Fail($"row {i / columns}, column {i % columns}: {weights[i]}, not {exact}");
            }
        }
    }

    /// <summary>With a scale of 1 nothing is rounded.</summary>
    [Fact]
    public void LoadTensor_EveryCode_IsTheNumberOfTheFormat()
    {
        Float8Example example = new(Float8Scales.Tensor, 16, 16);
        byte[] codes = example.Tensors["m.weight"].Bytes;
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = (i & 127) == 127 ? (byte)0 : (byte)i;
        }

        example.Tensors["m.weight_scale"] = (DType.BFloat16, [], [0x80, 0x3f]);
        using TemporaryFolder folder = new();
        example.Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        using torch.Tensor loaded = checkpoint.LoadTensor("m.weight", [16, 16], torch.ScalarType.Float32, torch.CPU);

        Assert.Equal(codes.Select(code => (float)Float8Example.Number(code)), loaded.data<float>().ToArray());
        Assert.Equal((448f, -448f), (loaded[7, 14].item<float>(), loaded[15, 14].item<float>()));
    }

    /// <summary>Read in parts that begin and end anywhere.</summary>
    [Fact]
    public void Read_AnyPart_IsThatOfTheWhole()
    {
        Float8Example example = new(Float8Scales.Block, 300, 1100, isDeepSeek: true);
        using TemporaryFolder folder = new();
        example.Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);
        TensorSource source = checkpoint.FindFloats("m.weight", [300, 1100]);
        byte[] whole = source.ReadAll();
        Random random = new(5);

        Assert.Equal(300 * 1100 * 2, whole.Length);
        for (int i = 0; i < 200; i++)
        {
            int first = random.Next(whole.Length / 2);
            byte[] part = new byte[2 * random.Next((whole.Length / 2) - first)];
            source.Read(2 * first, part);
            Assert.True(part.AsSpan().SequenceEqual(whole.AsSpan(2 * first, part.Length)));
        }
    }

    [Theory]
    [InlineData(0x7f, "tensor 'm.weight' with a number in row 3 that is not finite")]
    [InlineData(0xff, "tensor 'm.weight' with a number in row 3 that is not finite")]
    public void LoadTensor_CodeThatIsNoNumber_IsRefused(byte code, string found)
    {
        Float8Example example = new(Float8Scales.Channel, 8, 64);
        example.Tensors["m.weight"].Bytes[(3 * 64) + 5] = code;
        AssertRefused(example, checkpoint => checkpoint.LoadTensor("m.weight", [8, 64]).Dispose(), found, "finite numbers");
    }

    [Theory]
    [InlineData(0x7f800000u, "a scale of Infinity in 'm.weight_scale'")]
    [InlineData(0x7fc00000u, "a scale of NaN in 'm.weight_scale'")]
    public void Require_ScaleThatIsNoNumber_IsRefused(uint bits, string found)
    {
        Float8Example example = new(Float8Scales.Channel, 8, 64);
        BinaryPrimitives.WriteUInt32LittleEndian(example.Tensors["m.weight_scale"].Bytes.AsSpan(12), bits);
        AssertRefused(example, Require, found, "finite numbers");
    }

    [Theory]
    [InlineData(new long[] { 7 }, "[1] or [8, 1], F16 or BF16 or F32 (compressed-tensors, 8 x 64 weights)")]
    [InlineData(new long[] { 8, 3 }, "[1] or [8, 1]")]
    [InlineData(new long[] { 8, 0 }, "[1] or [8, 1]")]
    [InlineData(new long[] { 1, 64 }, "[1] or [8, 1]")]
    [InlineData(new long[] { 2, 2 }, "[1] or [8, 1]")]
    public void Require_ScalesOfAnotherShape_AreRefused(long[] shape, string expected)
    {
        Float8Example example = new(Float8Scales.Channel, 8, 64);
        example.Tensors["m.weight_scale"] = (DType.Float32, shape, new byte[4 * shape.Aggregate(1L, (a, b) => a * b)]);
        AssertRefused(example, Require, $"tensor 'm.weight_scale' of shape [{string.Join(", ", shape)}], F32", expected);
    }

    [Fact]
    public void Require_BlocksOfAnotherSize_AreRefused()
    {
        Float8Example example = new(Float8Scales.Block, 8, 640, isDeepSeek: true);
        example.Tensors["m.weight_scale_inv"] = (DType.Float32, [1, 7], new byte[28]);
        AssertRefused(
            example, checkpoint => checkpoint.Require("m.weight", [8, 640]), "tensor 'm.weight_scale_inv' of shape [1, 7], F32", "[1] or [8, 1] or [1, 5], F16");
    }

    [Fact]
    public void Require_ScalesMissingOrOfAnotherType_AreRefused()
    {
        Float8Example example = new(Float8Scales.Channel, 8, 64);
        example.Tensors["m.weight_scale"] = (DType.UInt8, [8, 1], new byte[8]);
        AssertRefused(example, Require, "tensor 'm.weight_scale' of shape [8, 1], U8", "F16 or BF16 or F32");

        example.Tensors.Remove("m.weight_scale");
        AssertRefused(example, Require, "'m.weight' in FP8 without 'm.weight_scale' or 'm.weight_scale_inv'", "both (compressed-tensors)");
    }

    [Fact]
    public void Require_NoSettings_IsRefused()
    {
        using TemporaryFolder folder = new();
        new Float8Example(Float8Scales.Channel, 8, 64).Write(folder);
        folder.WriteConfig();
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        Refusal.Is(() => Require(checkpoint), folder.At("model.safetensors"), "tensor 'm.weight' of dtype F8_E4M3", "F32, F16 or BF16");
    }

    private static void Require(Checkpoint checkpoint) => checkpoint.Require("m.weight", [8, 64]);

    private static void AssertRefused(Float8Example example, Action<Checkpoint> use, string found, string expected)
    {
        using TemporaryFolder folder = new();
        example.Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        Refusal.Is(() => use(checkpoint), folder.At("model.safetensors"), found, expected);
    }
}
