using QwenWebChat.App.Monitoring.Alerts;

namespace QwenWebChat.Tests.Monitoring.Alerts;

public sealed class AlertBoardTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly List<AlertChange> _changes = [];

    [Fact]
    public void Observe_BeyondForTheHold_FiresOnceWithItsBeginning()
    {
        AlertBoard board = BoardOf(new AlertOptions { HoldSeconds = 30 });

        Feed(board, 0, 29, share: 0.96);
        Assert.Empty(board.Active);
        Feed(board, 30, 60, share: 0.97);

        Alert alert = new(AlertRule.KvShare, 0.97, 0.95, Start);
        Assert.Equal([alert], board.Active);
        Assert.Equal([new AlertChange(true, alert)], _changes);
    }

    [Fact]
    public void Observe_BelowInBetween_BeginsAnew()
    {
        AlertBoard board = BoardOf(new AlertOptions { HoldSeconds = 30 });

        Feed(board, 0, 29, share: 0.96);
        Feed(board, 30, 30, share: 0.5);
        Feed(board, 31, 60, share: 0.96);
        Assert.Empty(board.Active);
        Feed(board, 61, 61, share: 0.96);

        Assert.Equal(Start.AddSeconds(31), Assert.Single(board.Active).Since);
    }

    [Fact]
    public void Observe_BelowForTheHold_Resolves()
    {
        AlertBoard board = BoardOf(new AlertOptions { HoldSeconds = 30 });
        Feed(board, 0, 30, share: 0.96);

        Feed(board, 31, 50, share: 0.9);
        Feed(board, 51, 51, share: 0.96);
        Feed(board, 52, 81, share: 0.9);
        Assert.Equal(0.9, Assert.Single(board.Active).Value);
        Feed(board, 82, 82, share: 0.8);

        Assert.Empty(board.Active);
        Assert.Equal([true, false], _changes.Select(change => change.IsFiring));
        Assert.Equal(new Alert(AlertRule.KvShare, 0.8, 0.95, Start), _changes[1].Alert);
    }

    [Fact]
    public void Observe_UnknownForTheHold_ResolvesWithTheLastValue()
    {
        AlertBoard board = BoardOf(new AlertOptions { HoldSeconds = 5 });
        Feed(board, 0, 5, share: 0.99);

        Feed(board, 6, 11, share: null);

        Assert.Equal(new AlertChange(false, new Alert(AlertRule.KvShare, 0.99, 0.95, Start)), _changes[^1]);
    }

    [Fact]
    public void Observe_ThresholdIsOff_NeverFires()
    {
        AlertBoard board = BoardOf(new AlertOptions { HoldSeconds = 0, KvShare = null });

        Feed(board, 0, 100, share: 1);

        Assert.Empty(_changes);
    }

    [Fact]
    public void Observe_EachRule_HasItsOwnThreshold()
    {
        AlertBoard board = BoardOf(new AlertOptions { HoldSeconds = 0 });

        board.Observe(new AlertReading
        {
            At = Start,
            KvShare = 0.95,
            MemoryShare = 0.95,
            WaitingRequests = 32,
            ErrorShare = 0.05,
            TimeToFirstTokenP95Seconds = 10,
            InterTokenP95Seconds = 0.5,
        });
        Assert.Equal(Enum.GetValues<AlertRule>(), board.Active.Select(alert => alert.Rule));

        board.Observe(new AlertReading
        {
            At = Start.AddSeconds(1),
            KvShare = 0.94,
            MemoryShare = 0.94,
            WaitingRequests = 31,
            ErrorShare = 0.04,
            TimeToFirstTokenP95Seconds = 9.9,
            InterTokenP95Seconds = 0.49,
        });
        Assert.Empty(board.Active);
    }

    [Fact]
    public void Observe_Change_IsInActiveWhenItIsRaised()
    {
        AlertBoard board = BoardOf(new AlertOptions { HoldSeconds = 0 });
        List<int> counts = [];
        board.Changed += _ => counts.Add(board.Active.Count);

        Feed(board, 0, 0, share: 1);
        Feed(board, 1, 1, share: 0);

        Assert.Equal([1, 0], counts);
    }

    private static void Feed(AlertBoard board, int from, int to, double? share)
    {
        for (int second = from; second <= to; second++)
        {
            board.Observe(new AlertReading { At = Start.AddSeconds(second), KvShare = share });
        }
    }

    private AlertBoard BoardOf(AlertOptions options)
    {
        AlertBoard board = new(options);
        board.Changed += _changes.Add;
        return board;
    }
}
