using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Tests.Metrics;

public sealed class PercentilesTests
{
    /// <summary>Nearest rank by its definition: the least value that at least the share of all values does not exceed.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20)]
    [InlineData(101)]
    [InlineData(1000)]
    public void Of_AnyValues_IsTheLeastThatCoversTheShare(int count)
    {
        Random random = new(count);
        double[] values = [.. Enumerable.Range(0, count).Select(_ => Math.Round(random.NextDouble(), 2)).Order()];

        foreach (double share in new[] { 0.01, 0.5, 0.9, 0.95, 0.99, 1 })
        {
            double expected = values.First(value => values.Count(other => other <= value) >= share * count);
            Assert.Equal(expected, Percentiles.Of<double>(values, share));
        }
    }

    [Fact]
    public void Of_Nothing_IsNothing() => Assert.Null(Percentiles.Of<double>([], 0.5));
}
