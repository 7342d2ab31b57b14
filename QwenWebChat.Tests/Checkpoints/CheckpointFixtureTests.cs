using System.Text.Json;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Sampling;
using QwenWebChat.Inference.Torch.Checkpoints;
using TorchSharp;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>Folders as Hugging Face's own tools write them, and values that an independent reference read from them.</summary>
public sealed class CheckpointFixtureTests
{
    [Theory]
    [InlineData("tiny-bf16", 2, 27, 2888192)]
    [InlineData("tiny-f16-sharded-tied", 3, 38, 3807744)]
    [InlineData("tiny-yarn", 2, 27, 2888192)]
    public void Open_PublishedFolder_ListsEveryTensor(string fixture, int layerCount, int tensorCount, long tensorBytes)
    {
        string folder = SharedFixtures.Require(fixture);
        using Checkpoint checkpoint = Checkpoint.Open(folder);
        using CheckpointIndex index = CheckpointIndex.Open(folder);

        Assert.Equal(fixture, checkpoint.Name);
        Assert.Equal(layerCount, checkpoint.Config.LayerCount);
        Assert.Equal(tensorCount, index.Tensors.Count);
        Assert.Equal(tensorBytes, checkpoint.TensorBytes);
        checkpoint.Require("model.embed_tokens.weight", [512, 256]);
        Assert.Equal(!checkpoint.Config.TieWordEmbeddings, index.TryFind("lm_head.weight", out _));
    }

    [Theory]
    [InlineData("tiny-bf16")]
    [InlineData("tiny-f16-sharded-tied")]
    public void LoadTensor_EmbeddingOfAToken_EqualsReference(string fixture)
    {
        string folder = SharedFixtures.Require(fixture);
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "golden.json")));
        JsonElement taps = golden.RootElement.GetProperty("taps");
        int length = taps.GetProperty("prompt_length").GetInt32();
        JsonElement prompt = golden.RootElement.GetProperty("prompts").EnumerateArray()
            .First(prompt => prompt.GetProperty("length").GetInt32() == length);
        long token = prompt.GetProperty("ids")[taps.GetProperty("position").GetInt32()].GetInt64();
        float[] expected = taps.GetProperty("values").GetProperty("embedding").Deserialize<float[]>()!;
        using Checkpoint checkpoint = Checkpoint.Open(folder);

        using torch.Tensor embedding =
            checkpoint.LoadTensor("model.embed_tokens.weight", [512, 256], torch.float32, torch.CPU);
        using torch.Tensor row = embedding[token];

        // The reference prints six significant digits: half of the sixth is 5e-6 of the value.
        Assert.All(
            expected.Zip(row.data<float>()),
            pair => Assert.Equal(pair.First, pair.Second, 5e-6f * Math.Max(0.1f, Math.Abs(pair.First))));
    }

    [Fact]
    public void Open_TensorsOfOneLayerInTwoShards_FindsEachInItsShard()
    {
        using CheckpointIndex index = CheckpointIndex.Open(SharedFixtures.Require("tiny-f16-sharded-tied"));

        Assert.True(index.TryFind("model.layers.0.mlp.down_proj.weight", out IndexedTensor? down));
        Assert.True(index.TryFind("model.layers.0.mlp.gate_proj.weight", out IndexedTensor? gate));
        Assert.EndsWith("model-00002-of-00002.safetensors", down.File.Path, StringComparison.Ordinal);
        Assert.EndsWith("model-00001-of-00002.safetensors", gate.File.Path, StringComparison.Ordinal);
        Assert.Equal(DType.Float16, gate.Entry.DType);
    }

    [Fact]
    public void Open_YarnFolder_StretchesContextByFactor()
    {
        using Checkpoint checkpoint = Checkpoint.Open(SharedFixtures.Require("tiny-yarn"));

        Assert.Equal(64, checkpoint.Config.MaxPositionEmbeddings);
        Assert.Equal(256, checkpoint.Config.ContextTokens);
        Assert.Equal(new YarnScaling(4, 64), checkpoint.Config.RopeScaling);
    }

    [Fact]
    public void Open_PublishedGenerationConfig_GivesItsValues()
    {
        using Checkpoint checkpoint = Checkpoint.Open(SharedFixtures.Require("tiny-bf16"));

        GenerationDefaults defaults = checkpoint.GenerationDefaults;
        Assert.Equal(new SamplingOverrides { Temperature = 0.7, TopP = 0.8, TopK = 20, RepetitionPenalty = 1.05 }, defaults.Sampling);
        Assert.Equal([511, 509], defaults.EndTokenIds);
        Assert.True(defaults.DoSample);
    }
}
