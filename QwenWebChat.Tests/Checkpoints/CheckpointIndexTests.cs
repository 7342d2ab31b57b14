using System.Text.Json;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Torch.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

public sealed class CheckpointIndexTests
{
    [Fact]
    public void Open_NeitherFileNorIndex_IsRefused()
    {
        using TemporaryFolder folder = new();

        Refusal.Is(
            () => CheckpointIndex.Open(folder.Path).Dispose(),
            folder.Path,
            "neither model.safetensors nor model.safetensors.index.json",
            "safetensors files");
    }

    [Fact]
    public void Open_TwoShards_FindsTensorsOfBoth()
    {
        using TemporaryFolder folder = new();
        WriteShard(folder, "s1.safetensors", "a");
        WriteShard(folder, "s2.safetensors", "b");
        WriteIndex(folder, ("a", "s1.safetensors"), ("b", "s2.safetensors"));

        using CheckpointIndex index = CheckpointIndex.Open(folder.Path);

        Assert.Equal(folder.At(CheckpointIndex.IndexFileName), index.Path);
        Assert.Equal(2, index.Files.Count);
        Assert.True(index.TryFind("b", out IndexedTensor? tensor));
        Assert.Equal(folder.At("s2.safetensors"), tensor.File.Path);
        Assert.False(index.TryFind("c", out _));
    }

    [Fact]
    public void Open_ShardThatIsALink_IsFollowed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        // The cache of huggingface_hub links each file to a blob elsewhere.
        using TemporaryFolder blobs = new();
        using TemporaryFolder folder = new();
        WriteShard(blobs, "4d7a", "a");
        File.CreateSymbolicLink(folder.At("s1.safetensors"), blobs.At("4d7a"));
        WriteIndex(folder, ("a", "s1.safetensors"));

        using CheckpointIndex index = CheckpointIndex.Open(folder.Path);

        Assert.Equal(["a"], index.Tensors.Keys);
    }

    [Fact]
    public void Open_LinkToNothing_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        using TemporaryFolder folder = new();
        File.CreateSymbolicLink(folder.At("s1.safetensors"), folder.At("gone"));
        WriteIndex(folder, ("a", "s1.safetensors"));

        Assert.Throws<CheckpointException>(() => CheckpointIndex.Open(folder.Path).Dispose());
    }

    [Fact]
    public void Open_SingleFileBesideAnIndex_ReadsTheSingleFile()
    {
        using TemporaryFolder folder = new();
        WriteShard(folder, CheckpointIndex.SingleFileName, "a");
        WriteIndex(folder, ("b", "missing.safetensors"));

        using CheckpointIndex index = CheckpointIndex.Open(folder.Path);

        Assert.Equal(["a"], index.Tensors.Keys);
    }

    [Fact]
    public void TryFind_TensorOfAMissingShard_IsRefused()
    {
        using TemporaryFolder folder = new();
        WriteShard(folder, "s1.safetensors", "a");
        string path = WriteIndex(folder, ("a", "s1.safetensors"), ("b", "s2.safetensors"));
        using CheckpointIndex index = CheckpointIndex.Open(folder.Path);

        Assert.True(index.TryFind("a", out _));
        Refusal.Is(() => index.TryFind("b", out _), path, "tensor 'b' in shard 's2.safetensors'", $"the file {folder.At("s2.safetensors")}");
    }

    [Fact]
    public void Open_EveryShardMissing_IsRefused()
    {
        using TemporaryFolder folder = new();
        string path = WriteIndex(folder, ("a", "s1.safetensors"), ("b", "s2.safetensors"));

        Refusal.Is(() => CheckpointIndex.Open(folder.Path).Dispose(), path, "shard 's1.safetensors'", $"the file {folder.At("s1.safetensors")}");
    }

    [Fact]
    public void Open_BrokenShard_ReleasesTheOthers()
    {
        using TemporaryFolder folder = new();
        WriteShard(folder, "s1.safetensors", "a");
        folder.Write("s2.safetensors", "");
        WriteIndex(folder, ("a", "s1.safetensors"), ("b", "s2.safetensors"));

        Refusal.Is(() => CheckpointIndex.Open(folder.Path).Dispose(), folder.At("s2.safetensors"), "0 bytes", "a safetensors file");
        using FileStream exclusive = new(folder.At("s1.safetensors"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [Fact]
    public void TryFind_TensorAbsentFromItsShard_IsRefused()
    {
        using TemporaryFolder folder = new();
        WriteShard(folder, "s1.safetensors", "a");
        string path = WriteIndex(folder, ("a", "s1.safetensors"), ("b", "s1.safetensors"));
        using CheckpointIndex index = CheckpointIndex.Open(folder.Path);

        Refusal.Is(() => index.TryFind("b", out _), path, "tensor 'b' placed in 's1.safetensors'", "the shard that holds it");
    }

    [Fact]
    public void TryFind_TensorInAnotherShardThanSaid_IsRefused()
    {
        using TemporaryFolder folder = new();
        WriteShard(folder, "s1.safetensors", "a", "c");
        WriteShard(folder, "s2.safetensors", "b");
        string path = WriteIndex(folder, ("a", "s2.safetensors"), ("b", "s1.safetensors"), ("c", "s1.safetensors"));
        using CheckpointIndex index = CheckpointIndex.Open(folder.Path);

        Refusal.Is(() => index.TryFind("a", out _), path, "does not hold it", "the shard that holds it");
    }

    [Theory]
    [InlineData("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors")]
    [InlineData("qwen-1-of-2.safetensors", "qwen-2-of-2.safetensors")]
    [InlineData("model-00002-of-00002.safetensors", "model-00001-of-00002.safetensors", "consolidated.safetensors")]
    public void Open_WholeSetOfShardsWithoutIndex_ReadsEveryHeader(string first, string second, string? other = null)
    {
        using TemporaryFolder folder = new();
        WriteShard(folder, first, "a");
        WriteShard(folder, second, "b");
        if (other is not null)
        {
            WriteShard(folder, other, "a", "b");
        }

        using CheckpointIndex index = CheckpointIndex.Open(folder.Path);

        Assert.Equal(["a", "b"], index.Tensors.Keys.Order());
        Assert.Equal(folder.Path, index.Path);
    }

    [Fact]
    public void Open_ShardsWithoutIndexAndOneMissing_NamesIt()
    {
        using TemporaryFolder folder = new();
        WriteShard(folder, "model-00001-of-00003.safetensors", "a");
        WriteShard(folder, "model-00003-of-00003.safetensors", "b");

        Refusal.Is(
            () => CheckpointIndex.Open(folder.Path).Dispose(), folder.Path, "2 of 3 shards, without model-00002-of-00003.safetensors", "every shard");
    }

    [Fact]
    public void Open_OneFileOfAnotherName_ReadsIt()
    {
        using TemporaryFolder folder = new();
        WriteShard(folder, "qwen-fine-tuned.safetensors", "a");
        folder.Write("._qwen-fine-tuned.safetensors", "what macOS keeps beside a file");

        using CheckpointIndex index = CheckpointIndex.Open(folder.Path);

        Assert.Equal((folder.At("qwen-fine-tuned.safetensors"), true), (index.Path, index.TryFind("a", out _)));
    }

    [Fact]
    public void Open_SeveralFilesOfOtherNames_AreRefusedByName()
    {
        using TemporaryFolder folder = new();
        WriteShard(folder, "one.safetensors", "a");
        WriteShard(folder, "two.safetensors", "b");

        Refusal.Is(
            () => CheckpointIndex.Open(folder.Path).Dispose(), folder.Path, "(one.safetensors, two.safetensors)", "the files of one model");
    }

    [Fact]
    public void Open_IndexOfAnotherName_IsRead()
    {
        using TemporaryFolder folder = new();
        WriteShard(folder, "s1.safetensors", "a");
        WriteShard(folder, "s2.safetensors", "b");
        File.Move(WriteIndex(folder, ("a", "s1.safetensors"), ("b", "s2.safetensors")), folder.At("qwen.safetensors.index.json"));

        using CheckpointIndex index = CheckpointIndex.Open(folder.Path);

        Assert.True(index.TryFind("b", out _));
    }

    [Fact]
    public void Open_TensorInTwoShards_IsRefused()
    {
        using TemporaryFolder folder = new();
        WriteShard(folder, "s1.safetensors", "a");
        WriteShard(folder, "s2.safetensors", "a", "b");
        WriteIndex(folder, ("a", "s1.safetensors"), ("b", "s2.safetensors"));

        Refusal.Is(
            () => CheckpointIndex.Open(folder.Path).Dispose(),
            folder.At("s2.safetensors"),
            "tensor 'a', which s1.safetensors holds too",
            "each tensor in one shard");
    }

    [Theory]
    [InlineData("../x.safetensors")]
    [InlineData("/etc/x.safetensors")]
    [InlineData("a/x.safetensors")]
    [InlineData("..\\x.safetensors")]
    [InlineData("C:x.safetensors")]
    [InlineData("..")]
    [InlineData("")]
    public void Open_ShardNameThatIsNoFileName_IsRefused(string shard)
    {
        using TemporaryFolder folder = new();
        string path = WriteIndex(folder, ("a", shard));

        Refusal.Is(
            () => CheckpointIndex.Open(folder.Path).Dispose(), path, "tensor 'a' in shard \"", "a file in the same folder");
    }

    [Theory]
    [InlineData("{", "invalid JSON")]
    [InlineData("[]", "JSON that is not an object")]
    [InlineData("{}", "no weight_map")]
    [InlineData("{\"weight_map\":[]}", "weight_map = []")]
    [InlineData("{\"weight_map\":{}}", "an empty weight_map")]
    [InlineData("{\"weight_map\":{\"a\":\"x\",\"a\":\"y\"}}", "Duplicate property 'a' with another value")]
    public void Open_IndexThatIsNoMapOfTensors_IsRefused(string json, string found)
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(CheckpointIndex.IndexFileName, json);

        Refusal.Is(() => CheckpointIndex.Open(folder.Path).Dispose(), path, found, "a weight_map of tensor names");
    }

    private static void WriteShard(TemporaryFolder folder, string name, params string[] tensors)
    {
        SafetensorsWriter writer = new();
        foreach (string tensor in tensors)
        {
            writer.Add(tensor, DType.UInt8, [1], new byte[] { 1 });
        }

        writer.Write(folder.At(name));
    }

    private static string WriteIndex(TemporaryFolder folder, params (string Tensor, string Shard)[] places) =>
        folder.Write(
            CheckpointIndex.IndexFileName,
            JsonSerializer.Serialize(new { weight_map = places.ToDictionary(place => place.Tensor, place => place.Shard) }));
}
