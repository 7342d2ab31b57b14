using System.Runtime.InteropServices;
using QwenWebChat.Benchmarks.Synthesis;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Tests.Benchmarks.Synthesis;

/// <summary>The contents of synthetic tensors.</summary>
[Slow]
public sealed class SyntheticTensorsTests
{
    [Fact]
    public void Bits_MoreThanOnePiece_AreTheWordsOfTheirPlaces()
    {
        const int WordCount = (36 << 20) / sizeof(ulong);

        ulong[] words = Read<ulong>(SyntheticTensors.Bits(5, WordCount * sizeof(ulong)));

        Assert.Equal(WordCount, words.Length);
        Assert.All(Enumerable.Range(0, WordCount / 1_000).Append((WordCount - 1) / 1_000), i => Assert.Equal(CounterRandom.Word(5, i * 1_000L), words[i * 1_000]));
        Assert.Equal(CounterRandom.Word(5, WordCount - 1), words[^1]);
    }

    [Fact]
    public void Floats_Many_AreAroundZeroWithTheirDeviation()
    {
        float[] floats = Read<float>(SyntheticTensors.Floats(1, 1 << 20, value => value));

        // A million draws: the mean is known to 0.1 % of the deviation, and the deviation to less.
        Assert.InRange(floats.Average(), -0.0001, 0.0001);
        Assert.InRange(Math.Sqrt(floats.Average(value => (double)value * value)), 0.0199, 0.0201);
    }

    [Fact]
    public void MiddleZeros_Many_AreSevensAndEights()
    {
        byte[] pairs = Read<byte>(SyntheticTensors.MiddleZeros(1, 1 << 12));

        Assert.Equal([7, 8], pairs.SelectMany(pair => new[] { pair & 15, pair >> 4 }).Distinct().Order());
    }

    [Fact]
    public void GroupIndex_TwoGroups_CountsThem()
    {
        Assert.Equal(Enumerable.Repeat(0, 128).Concat(Enumerable.Repeat(1, 128)), Read<int>(SyntheticTensors.GroupIndex(256, 128)));
    }

    private static T[] Read<T>(TensorContent content)
        where T : struct
    {
        using MemoryStream stream = new();
        content.Write(stream, new Progress<long>(), TestContext.Current.CancellationToken);
        Assert.Equal(content.ByteCount, stream.Length);
        return MemoryMarshal.Cast<byte, T>(stream.ToArray()).ToArray();
    }
}
