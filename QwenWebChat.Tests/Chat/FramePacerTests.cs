using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Chat;

namespace QwenWebChat.Tests.Chat;

public sealed class FramePacerTests
{
    private readonly FakeTimeProvider _time = new();
    private int _frames;

    [Fact]
    public void Request_AfterAPause_DrawsAtOnce()
    {
        using FramePacer pacer = new(_time, () => _frames++);
        pacer.Request();
        _time.Advance(TimeSpan.Zero);

        Assert.Equal(1, _frames);
    }

    [Fact]
    public void Request_ManyWithinAFrame_DrawsOnceMoreAtItsEnd()
    {
        using FramePacer pacer = new(_time, () => _frames++);
        pacer.Request();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        pacer.Request();
        pacer.Request();
        pacer.Request();
        Assert.Equal(1, _frames);

        _time.Advance(FramePacer.Interval);
        Assert.Equal(2, _frames);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, _frames);
    }

    [Fact]
    public void Request_WithinALongerInterval_WaitsForItsEnd()
    {
        using FramePacer pacer = new(_time, () => _frames++, TimeSpan.FromMilliseconds(500));
        pacer.Request();
        _time.Advance(FramePacer.Interval);
        pacer.Request();
        _time.Advance(TimeSpan.FromMilliseconds(459));
        Assert.Equal(1, _frames);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, _frames);
    }

    [Fact]
    public void Flush_WithARequestPending_DrawsOnlyOnce()
    {
        using FramePacer pacer = new(_time, () => _frames++);
        pacer.Request();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        pacer.Request();
        pacer.Flush();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, _frames);
    }

    [Fact]
    public void Request_AfterDispose_DrawsNothing()
    {
        FramePacer pacer = new(_time, () => _frames++);
        pacer.Dispose();
        pacer.Request();
        pacer.Flush();
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, _frames);
    }
}
