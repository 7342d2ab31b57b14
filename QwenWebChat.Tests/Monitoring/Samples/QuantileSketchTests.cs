using QwenWebChat.App.Monitoring.Samples;

namespace QwenWebChat.Tests.Monitoring.Samples;

public sealed class QuantileSketchTests
{
    /// <summary>Against the sorted list: within 1 % of the value at nearest rank, by the sketch's promise.</summary>
    [Theory]
    [InlineData(1, 0.001, 0.01)]
    [InlineData(7, 0.01, 100)]
    [InlineData(10_000, 0.005, 0.5)]
    [InlineData(10_000, 0.00002, 5_000)]
    public void Quantile_OfDurations_IsWithinOnePercentOfTheSortedList(int count, double least, double greatest)
    {
        Random random = new(count);
        double[] values = [.. Enumerable.Range(0, count).Select(_ => least * Math.Pow(greatest / least, random.NextDouble()))];
        QuantileSketch sketch = new();
        Array.ForEach(values, sketch.Add);

        double[] sorted = [.. values.Order()];
        foreach (double share in new[] { 0.01, 0.5, 0.9, 0.95, 0.99, 1 })
        {
            double expected = sorted[Math.Max((int)Math.Ceiling(share * count) - 1, 0)];
            Assert.InRange(sketch.Quantile(share)!.Value, expected * (1 - QuantileSketch.Accuracy - 1e-9), expected * (1 + QuantileSketch.Accuracy + 1e-9));
        }

        Assert.Equal(values.Average(), sketch.Mean!.Value, 9);
        Assert.Equal(count, sketch.Count);
    }

    [Fact]
    public void Add_OfAnotherSketch_IsAsIfAllHadBeenAddedToOne()
    {
        QuantileSketch first = new();
        QuantileSketch second = new();
        QuantileSketch all = new();
        foreach (int i in Enumerable.Range(1, 500))
        {
            (i % 3 == 0 ? first : second).Add(i / 1000.0);
            all.Add(i / 1000.0);
        }

        first.Add(second);

        Assert.Equal((all.Count, all.Quantile(0.95), all.Quantile(0.5)), (first.Count, first.Quantile(0.95), first.Quantile(0.5)));
    }

    [Fact]
    public void Quantile_OfNothingAndOfWhatIsOutOfRange_IsNothingAndTheNearest()
    {
        QuantileSketch sketch = new();
        Assert.Equal((null, null), (sketch.Quantile(0.5), sketch.Mean));

        sketch.Add(0);
        Assert.InRange(sketch.Quantile(1)!.Value, 0, 1.1e-5);
        sketch.Add(1e9);
        Assert.InRange(sketch.Quantile(1)!.Value, 9e3, 1.1e4);

        sketch.Clear();
        Assert.Null(sketch.Quantile(0.5));
    }
}
