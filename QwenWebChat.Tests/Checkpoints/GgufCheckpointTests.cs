using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Tokenization;
using QwenWebChat.Inference.Torch.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Tests.Checkpoints;

public sealed class GgufCheckpointTests
{
    [Fact]
    public void Open_File_LoadsEveryTensorByItsHuggingFaceName()
    {
        using TemporaryFolder folder = new();
        string path = SmallGguf.Create().Write(folder, "Small-Model.GGUF");
        using Checkpoint checkpoint = Checkpoint.Open(path);

        Assert.Equal((path, "Small-Model"), (checkpoint.Path, checkpoint.Name));
        // Each tensor's first value is its place in the file: the order of a layer's parts in SmallGguf.
        int[] places =
        [
            .. TensorSpec.For(checkpoint.Config).Select(spec =>
            {
                using torch.Tensor tensor = checkpoint.LoadTensor(spec.Name, spec.Shape, torch.float32, torch.CPU);
                Assert.Equal(spec.Shape, tensor.shape);
                return (int)tensor.data<float>()[0];
            }),
        ];
        Assert.Equal(Enumerable.Range(0, places.Length), places);
        Assert.Equal(checkpoint.TensorBytes, TensorSpec.For(checkpoint.Config).Sum(spec => spec.ElementCount * 4));
        PlannedWeight.All(checkpoint, new WeightPolicy(DType.Float32));
    }

    [Fact]
    public void Open_FolderWithOneFile_OpensIt()
    {
        using TemporaryFolder folder = new();
        string path = SmallGguf.Create().Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path + Path.DirectorySeparatorChar);

        Assert.Equal(path, checkpoint.Path);
    }

    [Fact]
    public void Open_FolderWithSeveralFiles_IsRefused()
    {
        using TemporaryFolder folder = new();
        SmallGguf.Create().Write(folder, "a.gguf");
        SmallGguf.Create().Write(folder, "b.gguf");

        Refusal.Is(() => Checkpoint.Open(folder.Path).Dispose(), folder.Path, "2 GGUF models (a.gguf, b.gguf)", "the path of the file itself");
    }

    [Fact]
    public void Open_FileBesideAConfig_OpensTheFile()
    {
        using TemporaryFolder folder = new();
        string path = SmallGguf.Create().Write(folder);
        folder.Write("config.json", """{"model_type":"qwen2"}""");

        foreach (string name in (string[])["", "config.json"])
        {
            using Checkpoint checkpoint = Checkpoint.Open(folder.At(name));
            Assert.Equal(path, checkpoint.Path);
        }
    }

    [Fact]
    public void Open_FolderWithSafetensorsAndGguf_TakesTheSafetensors()
    {
        using TemporaryFolder folder = new();
        SmallGguf.Create().Write(folder);
        folder.WriteConfig();
        folder.WriteSafetensors("model.safetensors", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", dataBytes: 8);
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        Assert.Equal(folder.Path, checkpoint.Path);
    }

    [Fact]
    public void Open_ImatrixBesideTheModel_IsLeftAlone()
    {
        using TemporaryFolder folder = new();
        string path = SmallGguf.Create().Write(folder, "small.gguf");
        new RawGguf().Set("general.type", "imatrix").Write(folder, "a-imatrix.gguf");
        using Checkpoint checkpoint = Checkpoint.Open(folder.Path);

        Assert.Equal(path, checkpoint.Path);
    }

    [Theory]
    [InlineData("Qwen2.5 0.5B Instruct", "Qwen2.5 0.5B Instruct")]
    [InlineData(null, "sha256-0123456789abcdef")]
    public void Open_FileOfOllama_IsReadByItsMagic(string? name, string shown)
    {
        using TemporaryFolder folder = new();
        RawGguf file = SmallGguf.Create();
        string path = (name is null ? file : file.Set("general.name", name)).Write(folder, "sha256-0123456789abcdef");
        using Checkpoint checkpoint = Checkpoint.Open(path);

        Assert.Equal((path, shown), (checkpoint.Path, checkpoint.Name));
        Assert.Equal(SmallGguf.ToolCall, QwenTokenizer.Load(path).MaxTokenId);
    }

    [Theory]
    [InlineData(16u, "IQ2_XXS")]
    [InlineData(29u, "IQ1_M")]
    [InlineData(34u, "TQ1_0")]
    [InlineData(39u, "MXFP4")]
    [InlineData(99u, "number 99, which is unknown")]
    public void Require_TensorOfATypeThatIsNotRead_NamesTypeAndTensor(uint type, string name)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = Checkpoint.Open(
            SmallGguf.Create().RemoveTensor("blk.0.ffn_up.weight").Add("blk.0.ffn_up.weight", type, [8, 12], new byte[64]).Write(folder));

        Refusal.Is(
            () => PlannedWeight.All(checkpoint, new WeightPolicy(DType.Float32)),
            checkpoint.Path, $"tensor 'blk.0.ffn_up.weight' of type {name}", "BF16, F16, F32, ");
    }

    [Fact]
    public void Open_UnusedTensorOfATypeThatIsNotRead_IsLeftAlone()
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = Checkpoint.Open(SmallGguf.Create().Add("extra", 99, [7], new byte[64]).Write(folder));

        PlannedWeight.All(checkpoint, new WeightPolicy(DType.Float32));
    }

    [Fact]
    public void Open_NoSuchFile_IsRefused()
    {
        using TemporaryFolder folder = new();

        Refusal.Is(() => Checkpoint.Open(folder.At("x.gguf")).Dispose(), folder.At("x.gguf"), "no such file", "a GGUF file");
    }

    [Fact]
    public void Open_BadConfig_LeavesTheFileClosed()
    {
        using TemporaryFolder folder = new();
        string path = SmallGguf.Create().Remove("qwen2.block_count").Write(folder);

        Refusal.Is(() => Checkpoint.Open(path).Dispose(), path, "no qwen2.block_count", "a whole number");
        File.WriteAllBytes(path, []); // FileShare.Read would hold it
    }

    [Theory]
    [InlineData("model.layers.1.mlp.up_proj.weight", new long[] { 12, 8 }, "no tensor 'blk.1.ffn_up.weight'", "Hugging Face's model.layers.1.mlp.up_proj.weight")]
    [InlineData("model.layers.0.mlp.up_proj.weight", new long[] { 8, 12 }, "tensor 'blk.0.ffn_up.weight' of shape [12, 8]", "of shape [8, 12]")]
    [InlineData("lm_head.weight", new long[] { 272, 8 }, "no tensor 'output.weight'", "lm_head.weight")]
    [InlineData("other", new long[] { 1 }, "no tensor 'other'", "tensor 'other' of shape [1]")]
    [InlineData("model.layers.0", new long[] { 1 }, "no tensor 'model.layers.0'", "of shape [1]")]
    [InlineData("model.layers.0.weight", new long[] { 1 }, "no tensor 'model.layers.0.weight'", "of shape [1]")]
    [InlineData("model.layers.", new long[] { 1 }, "no tensor 'model.layers.'", "of shape [1]")]
    public void Require_TensorMissingOrOther_IsRefused(string name, long[] shape, string found, string expected)
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = Checkpoint.Open(SmallGguf.Create().Write(folder));

        Refusal.Is(() => checkpoint.Require(name, shape), checkpoint.Path, found, expected);
        Refusal.Is(() => checkpoint.LoadTensor(name, shape, torch.float32, torch.CPU).Dispose(), checkpoint.Path, found, expected);
    }

    [Fact]
    public void Require_QuantizedTensor_SaysWhatItIs()
    {
        const string Name = "model.layers.0.mlp.down_proj.weight";
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = Checkpoint.Open(
            SmallGguf.Create().RemoveTensor("blk.0.ffn_down.weight").Add("blk.0.ffn_down.weight", 8, [32, 8], new byte[8 * 34]).Write(folder));

        Refusal.Is(
            () => checkpoint.Require(Name, [8, 32]),
            checkpoint.Path,
            "tensor 'blk.0.ffn_down.weight' of type Q8_0, whole numbers with scales",
            "F32, F16 or BF16");
        Refusal.Is(() => checkpoint.FindQuantized(Name, 8, 12), checkpoint.Path, "of shape [8, 32]", "of shape [8, 12]");
        Assert.NotNull(checkpoint.FindQuantized(Name, 8, 32));
    }

    [Fact]
    public void FindQuantized_FloatOrAbsent_IsNull()
    {
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = Checkpoint.Open(SmallGguf.Create().Write(folder));

        Assert.Null(checkpoint.FindQuantized("model.layers.0.mlp.up_proj.weight", 12, 8));
        Assert.Null(checkpoint.FindQuantized("lm_head.weight", 272, 8));
    }

    [Fact]
    public void LoadTensor_EachFloatType_GivesItsValues()
    {
        float[] values = [1, -2.5f, 0.15625f, 0];
        using TemporaryFolder folder = new();
        using Checkpoint checkpoint = Checkpoint.Open(SmallGguf.Create()
            .Add("f16", RawGguf.F16, [2, 2], [.. values.SelectMany(value => BitConverter.GetBytes((Half)value))])
            .Add("bf16", 30, [2, 2], [.. values.SelectMany(value => BitConverter.GetBytes(value)[2..])]).Write(folder));

        foreach (string name in (string[])["f16", "bf16"])
        {
            using torch.Tensor loaded = checkpoint.LoadTensor(name, [2, 2], torch.float32, torch.CPU);
            Assert.Equal(values, loaded.data<float>().ToArray());
        }
    }
}
