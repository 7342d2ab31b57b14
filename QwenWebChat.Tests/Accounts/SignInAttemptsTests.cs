using System.Net;
using Microsoft.Extensions.Time.Testing;
using QwenWebChat.App.Accounts;

namespace QwenWebChat.Tests.Accounts;

public sealed class SignInAttemptsTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly SignInAttempts _attempts;
    private int _addresses;

    public SignInAttemptsTests() => _attempts = new SignInAttempts(_time);

    [Fact]
    public void Begin_FiveFailures_LocksForFiveMinutesThenForLonger()
    {
        Assert.Equal([5, 10, 20, 40], Enumerable.Range(0, 4).Select(_ => LockOf("ADA")));
    }

    [Fact]
    public void Begin_ManyLocks_LastADayAtMost()
    {
        int[] locks = [.. Enumerable.Range(0, 12).Select(_ => LockOf("ADA"))];

        Assert.Equal(24 * 60, locks[^1]);
    }

    [Fact]
    public void Begin_AnotherName_IsNotLocked()
    {
        Fail("ADA", SignInAttempts.MaxFailures);

        Assert.Null(Begin("BOB"));
    }

    [Fact]
    public void Succeed_ForgetsTheFailures()
    {
        Fail("ADA", SignInAttempts.MaxFailures - 1);

        _attempts.Succeed("ADA");

        Fail("ADA", SignInAttempts.MaxFailures - 1);
        Assert.Null(Begin("ADA"));
    }

    [Fact]
    public void Begin_SpreadOverDays_CountsFromAnew()
    {
        Fail("ADA", SignInAttempts.MaxFailures - 1);

        _time.Advance(TimeSpan.FromDays(1));

        Fail("ADA", SignInAttempts.MaxFailures - 1);
        Assert.Null(Begin("ADA"));
    }

    [Fact]
    public void Begin_OneAddressManyNames_IsLimitedByMinute()
    {
        IPAddress address = IPAddress.Parse("192.0.2.7");
        for (int count = 0; count < SignInAttempts.MaxPerAddress; count++)
        {
            Assert.Null(_attempts.Begin($"NAME {count}", address));
        }

        Assert.Equal(TimeSpan.FromMinutes(1), _attempts.Begin("ANOTHER", address));
        Assert.Null(_attempts.Begin("ANOTHER", IPAddress.Parse("192.0.2.8")));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(_attempts.Begin("ANOTHER", address));
    }

    [Fact]
    public void Begin_WhileLocked_CountsNothing()
    {
        Fail("ADA", SignInAttempts.MaxFailures);
        Assert.NotNull(Begin("ADA"));
        Assert.NotNull(Begin("ADA"));

        _time.Advance(TimeSpan.FromMinutes(5));

        Fail("ADA", SignInAttempts.MaxFailures);
        Assert.Equal(TimeSpan.FromMinutes(10), Begin("ADA"));
    }

    // The minutes of the lock that five more failures bring; it has passed afterwards.
    private int LockOf(string name)
    {
        Fail(name, SignInAttempts.MaxFailures);
        TimeSpan wait = Begin(name)!.Value;
        _time.Advance(wait);
        return (int)wait.TotalMinutes;
    }

    private void Fail(string name, int count)
    {
        for (; count > 0; count--)
        {
            Assert.Null(Begin(name));
        }
    }

    // From another address each time.
    private TimeSpan? Begin(string name) => _attempts.Begin(name, new IPAddress(_addresses++ + 0x01000000L));
}
