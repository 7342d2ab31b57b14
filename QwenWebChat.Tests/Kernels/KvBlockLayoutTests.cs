using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Tests.Kernels;

public sealed class KvBlockLayoutTests
{
    [Theory]
    [InlineData(nameof(KvFormat.Float32), 32)]
    [InlineData(nameof(KvFormat.BFloat16), 20)]
    [InlineData(nameof(KvFormat.Int8), 128)]
    public void Places_OfAllTokens_AreDistinctAndInsideTheirHead(string name, int headSize)
    {
        KvBlockLayout layout = new(Enum.Parse<KvFormat>(name), 2, headSize);
        foreach (Func<int, KvPlaces> places in new Func<int, KvPlaces>[] { layout.Keys, layout.Values })
        {
            int[] indexes = [.. Enumerable.Range(0, KvBlockLayout.Tokens * headSize).Select(i => places(i / headSize)[i % headSize])];
            Assert.Equal(indexes.Length, indexes.Distinct().Count());
            Assert.InRange(indexes.Max(), 0, (KvBlockLayout.Tokens * layout.PaddedHeadSize) - 1);
        }
    }

    [Fact]
    public void Places_Int8_HoldTwoElementsOfAStepSideBySide()
    {
        KvBlockLayout layout = new(KvFormat.Int8, 1, 64);
        Assert.Equal((6, 7, 38), (layout.Keys(3)[0], layout.Keys(3)[1], layout.Keys(3)[2]));
        Assert.Equal((128, 129, 130), (layout.Values(2)[0], layout.Values(3)[0], layout.Values(2)[1]));
    }
}
