using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Monitoring.Samples;

namespace QwenWebChat.Tests.Monitoring.Samples;

public sealed class RollingSketchTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Read_AsTimePasses_ForgetsWhatIsOlderThanAMinute()
    {
        RollingSketch sketch = new(_time);
        sketch.Add(1);
        _time.Advance(TimeSpan.FromSeconds(30));
        sketch.Add(2);
        Assert.Equal(2, sketch.Read().Count);

        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(2, sketch.Read().Count);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((1, 2.0), (sketch.Read().Count, sketch.Read().Sum));

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0, sketch.Read().Count);
    }

    [Fact]
    public void Add_AfterAPauseOfAnyLength_CountsAlone()
    {
        foreach (int pause in new[] { 55, 60, 61, 119, 600, 86_400 })
        {
            RollingSketch sketch = new(_time);
            sketch.Add(1);
            _time.Advance(TimeSpan.FromSeconds(pause));
            sketch.Add(2);

            Assert.Equal(pause < 60 ? 2 : 1, sketch.Read().Count);
        }
    }
}
