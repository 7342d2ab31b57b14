using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Tokenization;
using QwenWebChat.Inference.Torch.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>A model in several files, as Qwen publishes the 7B's.</summary>
public sealed class GgufSplitTests
{
    private const string First = "small-q-00001-of-00002.gguf";
    private const string Second = "small-q-00002-of-00002.gguf";

    [Theory]
    [InlineData(First)]
    [InlineData(Second)]
    [InlineData("")]
    public void Open_AnyPartOrTheFolder_GivesTheWholeModel(string name)
    {
        using TemporaryFolder folder = new();
        Write(folder);
        using Checkpoint checkpoint = Checkpoint.Open(folder.At(name));

        Assert.Equal((folder.At(First), "small-q"), (checkpoint.Path, checkpoint.Name));
        PlannedWeight.All(checkpoint, new WeightPolicy(DType.Float32));
        using torch.Tensor embedding = checkpoint.LoadTensor("model.embed_tokens.weight", [SmallGguf.VocabularySize, 8], torch.float32, torch.CPU);
        using torch.Tensor norm = checkpoint.LoadTensor("model.norm.weight", [8], torch.float32, torch.CPU);
        Assert.Equal((0f, 7f), (embedding.data<float>()[0], norm.data<float>()[0]));
        Assert.Equal(SmallGguf.ToolCall, QwenTokenizer.Load(folder.At(name)).MaxTokenId);
    }

    [Fact]
    public void Open_PartMissing_IsRefusedByItsName()
    {
        using TemporaryFolder folder = new();
        Write(folder);
        File.Delete(folder.At(Second));

        AssertRefused(folder, folder.At(First), Second, "no such file", "a GGUF file");
    }

    [Fact]
    public void Open_FirstPartMissing_IsRefusedByItsName()
    {
        using TemporaryFolder folder = new();
        Write(folder);
        File.Delete(folder.At(First));

        AssertRefused(folder, folder.At(Second), First, "no such file", "a GGUF file");
    }

    [Fact]
    public void Open_PartUnderAnotherName_IsRefused()
    {
        using TemporaryFolder folder = new();
        Write(folder);
        File.Move(folder.At(First), folder.At("x.gguf"));

        AssertRefused(folder, folder.At("x.gguf"), "x.gguf", "split.count = 2", "the first part, whose name ends with -00001-of-00002.gguf");
    }

    [Theory]
    [InlineData("merged.gguf", 14)]
    [InlineData("merged.gguf", 20)]
    [InlineData("merged.gguf", null)]
    [InlineData(First, 14)]
    [InlineData(First, null)]
    public void Open_MergedFile_IsOneModelWhateverItsKeysSay(string name, int? total)
    {
        using TemporaryFolder folder = new();
        RawGguf file = SmallGguf.Create().Set("split.count", (ushort)2).Set("split.no", (ushort)1);
        string path = (total is { } count ? file.Set("split.tensors.count", count) : file).Write(folder, name);
        using Checkpoint checkpoint = Checkpoint.Open(path);

        Assert.Equal([path], checkpoint.FilePaths);
        PlannedWeight.All(checkpoint, new WeightPolicy(DType.Float32));
    }

    [Fact]
    public void Open_PartsThatDoNotBelongTogether_AreRefused()
    {
        using TemporaryFolder folder = new();
        Write(folder, second => second.Set("split.count", (ushort)3));
        AssertRefused(folder, folder.Path, Second, "split.count = 3", "2, as in the first part");

        Write(folder, second => second.Set("split.no", (ushort)0));
        AssertRefused(folder, folder.Path, Second, "split.no = 0", "1, as the file's name says");

        Write(folder, second => second.Add("blk.0.ffn_up.weight", RawGguf.F32, [1], new byte[4]));
        AssertRefused(folder, folder.Path, Second, $"tensor 'blk.0.ffn_up.weight', which {First} holds too", "each tensor in one part");

        Write(folder, second => second.Add("extra", RawGguf.F32, [1], new byte[4]));
        AssertRefused(folder, folder.Path, First, "split.tensors.count = 14", "15, as many as the parts hold");
    }

    private static void Write(TemporaryFolder folder, Action<RawGguf>? change = null)
    {
        SmallGguf.Create().RemoveTensor("output_norm.weight")
            .Set("split.count", (ushort)2).Set("split.no", (ushort)0).Set("split.tensors.count", 14).Write(folder, First);
        RawGguf second = new RawGguf().Set("split.count", (ushort)2).Set("split.no", (ushort)1).Set("split.tensors.count", 14)
            .Add("output_norm.weight", RawGguf.F32, [8], [.. BitConverter.GetBytes(7f), .. new byte[28]]);
        change?.Invoke(second);
        second.Write(folder, Second);
    }

    private static void AssertRefused(TemporaryFolder folder, string path, string blamed, string found, string expected) =>
        Refusal.Is(() => Checkpoint.Open(path).Dispose(), folder.At(blamed), found, expected);
}
