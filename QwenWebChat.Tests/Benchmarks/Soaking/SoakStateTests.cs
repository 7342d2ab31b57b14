using QwenWebChat.Benchmarks.Soaking;

namespace QwenWebChat.Tests.Benchmarks.Soaking;

/// <summary>What counts as a leak.</summary>
public sealed class SoakStateTests
{
    private static readonly SoakState Good = new(
        UsedTokens: 0, RequestCount: 0, EndlessStreamCount: 0, TensorCount: 10, ThreadCount: 3, ManagedBytes: 1_000_000, ResidentBytes: 2_000_000);

    public static TheoryData<string, string> Leaks => new()
    {
        { "used", "0 requests hold 16 tokens of the cache, and nobody is there" },
        { "streams", "2 streams never ended" },
        { "tensors", "11 tensors live, 10 at the start" },
        { "threads", "4 threads, 3 when warm" },
        { "managed", "1.5 MB managed, 1 when warm" },
        { "resident", "2.5 MB resident, 2 when warm" },
    };

    [Theory]
    [MemberData(nameof(Leaks))]
    public void Leaks_OneThing_IsNamed(string what, string leak)
    {
        SoakState state = what switch
        {
            "used" => Good with { UsedTokens = 16 },
            "streams" => Good with { EndlessStreamCount = 2 },
            "tensors" => Good with { TensorCount = 11 },
            "threads" => Good with { ThreadCount = 4 },
            "managed" => Good with { ManagedBytes = 1_500_000 },
            _ => Good with { ResidentBytes = 2_500_000 },
        };

        Assert.Equal([leak], state.Leaks(Good, Good, slackBytes: 400_000));
    }

    [Fact]
    public void Leaks_WithinTheSlackOrFewer_AreNone()
    {
        Assert.Empty((Good with { ManagedBytes = 1_400_000, ResidentBytes = 1, ThreadCount = 2 }).Leaks(Good, Good, slackBytes: 400_000));
        Assert.Empty((Good with { ManagedBytes = long.MaxValue }).Leaks(Good, warm: null, slackBytes: 0));
    }
}
