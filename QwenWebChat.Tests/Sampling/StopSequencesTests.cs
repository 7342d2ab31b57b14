using System.Text.Json;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Sampling;

public sealed class StopSequencesTests
{
    [Fact]
    public void Json_LinesOfAStoredChat_AreReadAndWritten()
    {
        SamplingOverrides stored = JsonSerializer.Deserialize<SamplingOverrides>("""{"temperature":0.5,"stop":"END\n ###\n"}""", JsonSerializerOptions.Web)!;

        Assert.Equal(new SamplingOverrides { Temperature = 0.5, Stop = ["END", "###"] }, stored);
        Assert.Equal("\"END\\n###\"", JsonSerializer.Serialize(stored.Stop));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<SamplingOverrides>("""{"stop":7}""", JsonSerializerOptions.Web));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \n\n")]
    public void FromLines_NoText_IsNull(string? text) => Assert.Null(StopSequences.FromLines(text));

    [Fact]
    public void Equals_SameStringsInOrder_IsTrue()
    {
        StopSequences sequences = ["a", "b"];

        Assert.Equal(sequences, StopSequences.FromLines("a\nb"));
        Assert.Equal(sequences.GetHashCode(), StopSequences.FromLines("a\nb")!.GetHashCode());
        Assert.NotEqual(sequences, StopSequences.FromLines("b\na"));
    }
}
