using QwenWebChat.Benchmarks.Synthesis;
using QwenWebChat.Tests.Checkpoints;

namespace QwenWebChat.Tests.Benchmarks.Synthesis;

/// <summary>Synthetic GGUF files, against a fixture that llama.cpp loads.</summary>
public sealed class GgufSynthesisTests
{
    private const int ControlToken = 3;

    [Fact]
    public void Write_FixturesShape_HasTheFixturesTensors()
    {
        GgufListing expected = GgufListing.Read(SharedFixtures.Require("tiny-gguf", "tiny-q4_0.gguf"));
        using TemporaryFolder folder = new();

        GgufListing actual = GgufListing.Read(folder.Write(WeightFormat.GgufQ40));

        Assert.Equal(Lines(expected), Lines(actual));
    }

    [Fact]
    public void Write_FixturesShape_SaysOfTheModelWhatTheFixtureSays()
    {
        GgufListing expected = GgufListing.Read(SharedFixtures.Require("tiny-gguf", "tiny-q4_0.gguf"));
        using TemporaryFolder folder = new();

        GgufListing actual = GgufListing.Read(folder.Write(WeightFormat.GgufQ40));

        string[] different = ["general.name", "qwen2.context_length", "tokenizer.ggml.tokens", "tokenizer.ggml.token_type", "tokenizer.ggml.merges"];
        Assert.Empty(expected.Keys.Keys.Except(actual.Keys.Keys));
        Assert.All(expected.Keys.Where(key => !different.Contains(key.Key)), key => Assert.Equal(key.Value, actual.Keys[key.Key]));
        Assert.All(different, key => Assert.IsType(actual.Keys[key].GetType(), expected.Keys.GetValueOrDefault(key, actual.Keys[key])));
    }

    [Fact]
    public void Write_AnyShape_LaysTheTensorsOneAfterTheOtherToTheEnd()
    {
        using TemporaryFolder folder = new();

        GgufListing listing = GgufListing.Read(folder.Write(WeightFormat.GgufQ40));

        long end = 0;
        foreach (GgufListing.Entry tensor in listing.Tensors)
        {
            Assert.Equal(end, (long)tensor.Offset);
            end += (tensor.ByteCount + 31) / 32 * 32;
        }

        Assert.Equal(listing.FileBytes, listing.DataStart + end);
    }

    [Fact]
    public void Write_AnyShape_GivesEachIdATextOfItsOwn()
    {
        using TemporaryFolder folder = new();

        GgufListing listing = GgufListing.Read(folder.Write(WeightFormat.GgufQ40));

        object[] tokens = (object[])listing.Keys["tokenizer.ggml.tokens"];
        object[] types = (object[])listing.Keys["tokenizer.ggml.token_type"];
        Assert.Equal(512, tokens.Distinct().Count());
        Assert.Equal(["<|endoftext|>", "<|im_start|>", "<|im_end|>"], tokens.Where((_, id) => (int)types[id] == ControlToken));
        Assert.Equal(511u, listing.Keys["tokenizer.ggml.eos_token_id"]);
    }

    private static IEnumerable<string> Lines(GgufListing listing) =>
        listing.Tensors.Select(tensor => $"{tensor.Name} {tensor.Dimensions} {tensor.Type}").Order(StringComparer.Ordinal);
}
