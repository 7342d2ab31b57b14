using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Torch.Checkpoints;
using TorchSharp;

namespace QwenWebChat.Tests.Checkpoints;

[Collection(ProcessWideCollection.Name)]
public sealed class CheckpointTests
{
    private static readonly float[] Values = [1, -2.5f, 0.15625f, 65504, 0, -0.0078125f]; // exact in f16, but 65504 not in bf16

    [Fact]
    public void Open_NoFolder_IsRefused()
    {
        using TemporaryFolder folder = new();

        Refusal.Is(() => Checkpoint.Open(folder.At("none")).Dispose(), folder.At("none"), "no such folder", "a model folder");
    }

    [Fact]
    public void Open_FileOfNoModel_IsRefused()
    {
        using TemporaryFolder folder = new();
        string path = folder.Write("notes.txt", "notes");

        Refusal.Is(() => Checkpoint.Open(path).Dispose(), path, "a file that is not a model", "a model folder");
    }

    [Fact]
    public void Open_TensorOfAnUnknownType_IsRefusedOnlyWhereItIsUsed()
    {
        using TemporaryFolder folder = new();
        folder.WriteConfig();
        string path = folder.WriteSafetensors(
            "model.safetensors",
            """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F4","shape":[8],"data_offsets":[8,12]}}""",
            dataBytes: 12);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        checkpoint.Require("a", [2]);
        Refusal.Is(() => checkpoint.Require("b", [8]), path, "tensor 'b' of dtype F4", "F32, F16 or BF16");
    }

    [Fact]
    public void Open_SettingsOfQuantizationOverFloats_ChangeNothing()
    {
        using TemporaryFolder folder = new();
        folder.WriteConfig(("quantization_config", """{"quant_method":"bitsandbytes","load_in_4bit":true}"""));
        folder.WriteSafetensors("model.safetensors", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", dataBytes: 8);
        using (Checkpoint checkpoint = Checkpoint.Open(folder.Path))
        {
            checkpoint.Require("a", [2]);
        }

        folder.WriteSafetensors("model.safetensors", """{"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}}""", dataBytes: 8);
        Refusal.Is(() => Checkpoint.Open(folder.Path).Dispose(), folder.At("config.json"), "weights quantized by bitsandbytes", "float weights");
    }

    [Theory]
    [InlineData("(4 bits, groups of 64)", "quantization", """{"group_size":64,"bits":4}""")]
    [InlineData("(4 bits, groups of 64)", "quantization", """{"group_size":64,"bits":4,"mode":"affine"}""", "quantization_config")]
    [InlineData("MLX, which", "other", "1")]
    public void Open_WeightsOfMlx_AreRefusedByName(string found, string key, string json, string? second = null)
    {
        using TemporaryFolder folder = new();
        string config = folder.WriteConfig((key, json), (second ?? key, json));
        folder.WriteSafetensors(
            "model.safetensors",
            """
            {"m.weight":{"dtype":"U32","shape":[1],"data_offsets":[0,4]},
             "m.scales":{"dtype":"F16","shape":[1],"data_offsets":[4,6]},"m.biases":{"dtype":"F16","shape":[1],"data_offsets":[6,8]}}
            """,
            dataBytes: 8);

        Refusal.Is(() => Checkpoint.Open(folder.Path).Dispose(), config, "weights quantized by MLX", "AWQ, GPTQ or GGUF");
        Refusal.Is(() => Checkpoint.Open(folder.Path).Dispose(), config, found, "the original weights");
    }

    [Fact]
    public void Open_SettingOfMlxOverFloats_ChangesNothing()
    {
        using TemporaryFolder folder = new();
        folder.WriteConfig(("quantization", """{"group_size":64,"bits":4}"""), ("quantization_config", """{"group_size":64,"bits":4}"""));
        WriteWeights(folder);

        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        checkpoint.Require("bf16", [2, 3]);
    }

    [Fact]
    public void Open_NoConfig_IsRefused()
    {
        using TemporaryFolder folder = new();
        WriteWeights(folder);

        Refusal.Is(() => Checkpoint.Open(folder.Path).Dispose(), folder.At("config.json"), "no such file", "configuration");
    }

    [Fact]
    public void Open_NoWeights_IsRefused()
    {
        using TemporaryFolder folder = new();
        folder.WriteConfig();

        Refusal.Is(() => Checkpoint.Open(folder.Path).Dispose(), folder.Path, "neither model.safetensors", "safetensors files");
    }

    [Fact]
    public void Open_PathWithTrailingSeparator_NamesTheFolder()
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = OpenWithWeights(folder, folder.Path + Path.DirectorySeparatorChar);

        Assert.Equal(folder.Path, checkpoint.Path);
        Assert.Equal(Path.GetFileName(folder.Path), checkpoint.Name);
        Assert.Equal((6 * 4) + (6 * 2) + (6 * 2) + 4 + 4, checkpoint.TensorBytes);
    }

    [Theory]
    [InlineData("f32", torch.ScalarType.Float32)]
    [InlineData("f32", torch.ScalarType.BFloat16)]
    [InlineData("f16", torch.ScalarType.Float16)]
    [InlineData("f16", torch.ScalarType.Float32)]
    [InlineData("bf16", torch.ScalarType.BFloat16)]
    [InlineData("bf16", torch.ScalarType.Float32)]
    public void LoadTensor_EachFloatType_GivesTorchsConversion(string name, torch.ScalarType wanted)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = OpenWithWeights(folder);
        using torch.Tensor original = Original(name);
        using torch.Tensor expected = original.to(wanted);

        using torch.Tensor loaded = checkpoint.LoadTensor(name, [2, 3], wanted, torch.CPU);

        Assert.Equal(wanted, loaded.dtype);
        Assert.Equal([2, 3], loaded.shape);
        Assert.True(loaded.is_contiguous());
        Assert.Equal(expected.bytes, loaded.bytes); // to the bit
    }

    [Fact]
    public void LoadTensor_Scalar_IsLoaded()
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = OpenWithWeights(folder);

        using torch.Tensor loaded = checkpoint.LoadTensor("scalar", [], torch.float32, torch.CPU);

        Assert.Equal(3f, loaded.item<float>());
    }

    [Fact]
    public void LoadTensor_NoElements_IsLoaded()
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = OpenWithWeights(folder);

        using torch.Tensor loaded = checkpoint.LoadTensor("empty", [0, 3], torch.float32, torch.CPU);

        Assert.Equal([0, 3], loaded.shape);
    }

    [Theory]
    [InlineData(torch.ScalarType.BFloat16)]
    [InlineData(torch.ScalarType.Float32)]
    public void LoadTensor_ManyTimes_LeavesOnlyTheReturnedTensors(torch.ScalarType wanted)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = OpenWithWeights(folder);
        long before = LiveTensors.Settle();

        torch.Tensor[] loaded = [.. Enumerable.Range(0, 20).Select(_ => checkpoint.LoadTensor("bf16", [2, 3], wanted, torch.CPU))];
        Assert.Equal(before + 20, LiveTensors.Now);
        Assert.All(loaded, tensor => tensor.Dispose());
        Assert.Equal(before, LiveTensors.Now);
    }

    [Fact]
    public void LoadTensor_CheckpointDisposed_ThrowsAndLeavesNoTensor()
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = OpenWithWeights(folder);
        checkpoint.Dispose();
        long before = LiveTensors.Settle();

        Assert.Throws<ObjectDisposedException>(() => checkpoint.LoadTensor("f32", [2, 3], torch.float32, torch.CPU));

        Assert.Equal(before, LiveTensors.Now);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(24)]
    public void Read_PiecesSmallerThanTheTensor_JoinThemInOrder(int pieceBytes)
    {
        using TemporaryFolder folder = new();
        OpenWithWeights(folder).Dispose();
        using CheckpointIndex index = CheckpointIndex.Open(folder.Path);
        Assert.True(index.TryFind("f32", out IndexedTensor? source));

        using torch.Tensor loaded = TensorPieces.Read(TensorSource.Of(source), pieceBytes);

        Assert.Equal(Values, loaded.data<float>().ToArray());
    }

    [Fact]
    public void Require_TensorAsWanted_Passes()
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = OpenWithWeights(folder);

        checkpoint.Require("bf16", [2, 3]);
    }

    [Theory]
    [InlineData("none", new long[] { 2, 3 }, "no tensor 'none'", "tensor 'none' of shape [2, 3]")]
    [InlineData("f16", new long[] { 3, 2 }, "tensor 'f16' of shape [2, 3]", "tensor 'f16' of shape [3, 2]")]
    [InlineData("f16", new long[] { 6 }, "tensor 'f16' of shape [2, 3]", "tensor 'f16' of shape [6]")]
    [InlineData("int", new long[] { 1 }, "tensor 'int' of dtype I32", "F32, F16 or BF16")]
    public void Require_TensorMissingOrOther_IsRefused(string name, long[] shape, string found, string expected)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = OpenWithWeights(folder);
        string path = folder.At("model.safetensors");

        Refusal.Is(() => checkpoint.Require(name, shape), path, found, expected);
        Refusal.Is(() => checkpoint.LoadTensor(name, shape, torch.float32, torch.CPU).Dispose(), path, found, expected);
    }

    private static Checkpoint OpenWithWeights(TemporaryFolder folder, string? path = null)
    {
        folder.WriteConfig();
        WriteWeights(folder);
        return Checkpoint.Open(path ?? folder.Path);
    }

    private static void WriteWeights(TemporaryFolder folder)
    {
        using torch.Tensor f32 = Original("f32");
        using torch.Tensor f16 = Original("f16");
        using torch.Tensor bf16 = Original("bf16");
        SafetensorsWriter writer = new();
        writer.Add("f32", f32);
        writer.Add("f16", f16);
        writer.Add("bf16", bf16);
        writer.Add("scalar", DType.Float32, [], BitConverter.GetBytes(3f));
        writer.Add("empty", DType.Float32, [0, 3], ReadOnlyMemory<byte>.Empty);
        writer.Add("int", DType.Int32, [1], new byte[4]);
        writer.Write(folder.At("model.safetensors"));
    }

    private static torch.Tensor Original(string name)
    {
        using torch.Tensor values = torch.tensor(Values, [2, 3]);
        return values.to(name switch
        {
            "f32" => torch.float32,
            "f16" => torch.float16,
            _ => torch.bfloat16,
        });
    }
}
