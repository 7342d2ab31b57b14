using System.Text;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.UiLoad;

namespace QwenWebChat.Tests.UiLoad;

public sealed class ArrivalsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Arrivals _arrivals;

    public ArrivalsTests() => _arrivals = new Arrivals(_time);

    [Fact]
    public void Add_WordsOfAnOpenBlock_KeepTheirFirstArrival()
    {
        Add("Tk000000 Tk000001");
        _time.Advance(TimeSpan.FromMilliseconds(40));
        Add("Tk000000 Tk000001 Tk000002");

        long[] words = _arrivals.Words();
        Assert.Equal(3, words.Length);
        Assert.Equal(words[0], words[1]);
        Assert.Equal(TimeSpan.FromMilliseconds(40), _time.GetElapsedTime(words[1], words[2]));
        Assert.Equal(0, _arrivals.MissedCount);
    }

    [Fact]
    public void Add_PassedOverWords_AreCounted()
    {
        Add("Tk000000");
        Add("Tk000003");

        Assert.Equal(2, _arrivals.MissedCount);
        Assert.Equal(4, _arrivals.Words().Length);
    }

    [Fact]
    public async Task ReachAsync_EndsWithTheAwaitedWord()
    {
        Task reached = _arrivals.ReachAsync(2);
        Add("Tk000000");
        Assert.False(reached.IsCompleted);

        Add("Tk000001");

        await reached.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(_arrivals.First.IsCompletedSuccessfully);
    }

    [Fact]
    public void FrameCount_BatchesWithoutNewWords_AreNone()
    {
        long begun = _time.GetTimestamp();
        Add("Tk000000");
        Add("Tk000000");
        Add("something else");

        Assert.Equal(1, _arrivals.FrameCount(begun, begun + 1));
    }

    private void Add(string batch) => _arrivals.Add(Encoding.UTF8.GetBytes(batch));
}
