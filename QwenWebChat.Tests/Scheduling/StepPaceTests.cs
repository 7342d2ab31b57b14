using FsCheck;
using FsCheck.Fluent;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Scheduling;

public sealed class StepPaceTests
{
    private static readonly SchedulerOptions Options = new();

    [Fact]
    public void PrefillTokens_NothingMeasured_StartsWithFew()
    {
        Assert.Equal(64, new StepPace(Options).PrefillTokens(0));
    }

    [Fact]
    public void PrefillTokens_FixedChunk_IgnoresThePace()
    {
        StepPace pace = new(Options with { ChunkTokens = 7 });
        pace.Learn(0, 7, TimeSpan.FromSeconds(10));

        Assert.Equal(7, pace.PrefillTokens(3));
    }

    [Fact]
    public void PrefillTokens_MuchFasterThanTheTarget_TakesAllThatAStepHolds()
    {
        StepPace pace = new(Options);

        Settle(pace, decodeCount: 12, _ => TimeSpan.FromMilliseconds(1));

        Assert.Equal(500, pace.PrefillTokens(12));
    }

    [Fact]
    public void PrefillTokens_DecodingAloneOverTheTarget_LeavesTheSmallestChunk()
    {
        StepPace pace = new(Options);
        pace.Learn(20, 0, TimeSpan.FromSeconds(2));

        Assert.Equal(16, pace.PrefillTokens(20));
    }

    /// <summary>A step that delays nobody's next token may take longer.</summary>
    [Theory]
    [InlineData(100, 500)]
    [InlineData(800, 800)]
    public void PrefillTokens_NobodyDecodes_MayTakeLonger(int stepMilliseconds, int aloneMilliseconds)
    {
        StepPace pace = new(Options with { StepTime = TimeSpan.FromMilliseconds(stepMilliseconds), MaxStepTokens = 8_192 });

        Settle(pace, decodeCount: 0, tokens => TimeSpan.FromMilliseconds(tokens));
        int alone = pace.PrefillTokens(0);
        pace.Learn(2, 0, TimeSpan.FromMilliseconds(20));

        Assert.InRange(alone, aloneMilliseconds * 0.95, aloneMilliseconds * 1.05);
        Assert.InRange(pace.PrefillTokens(2), (stepMilliseconds - 20) * 0.95, (stepMilliseconds - 20) * 1.05);
    }

    [Fact]
    public void PrefillTokens_OnePauseOfTheMachine_TakesAtMostHalf()
    {
        StepPace pace = new(Options);
        Settle(pace, decodeCount: 0, tokens => TimeSpan.FromMilliseconds(2 * tokens));
        int before = pace.PrefillTokens(0);

        pace.Learn(0, before, TimeSpan.FromSeconds(30));

        Assert.InRange(pace.PrefillTokens(0), before / 2, before);
    }

    [Fact]
    public void TryShrink_Again_HalvesToTheSmallestChunkAndNoFurther()
    {
        StepPace pace = new(Options with { ChunkTokens = 100 });
        List<int> budgets = [];
        while (pace.TryShrink(pace.PrefillTokens(3)))
        {
            budgets.Add(pace.PrefillTokens(3));
        }

        Assert.Equal([50, 25, 16], budgets);
    }

    [Fact]
    public void TryShrink_ManyStepsThatFit_RoomComesBackByDoubling()
    {
        StepPace pace = new(Options with { ChunkTokens = 400 });
        Assert.True(pace.TryShrink(120));
        List<int> budgets = [];
        for (int step = 0; step < 64 * 4; step++)
        {
            budgets.Add(pace.PrefillTokens(0));
            pace.Learn(1, 0, TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal([60, 120, 240, 400], budgets.Distinct());
        Assert.All(budgets.Distinct(), budget => Assert.Equal(64, budgets.Count(other => other == budget)));
    }

    [Fact]
    public void TryShrink_ShortAgainBeforeItGrew_CountsAnew()
    {
        StepPace pace = new(Options with { ChunkTokens = 400 });
        pace.TryShrink(400);
        Learn(63);
        pace.TryShrink(200);
        Learn(63);

        Assert.Equal(100, pace.PrefillTokens(0));
        Learn(1);
        Assert.Equal(200, pace.PrefillTokens(0));

        void Learn(int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                pace.Learn(1, 0, TimeSpan.FromMilliseconds(1));
            }
        }
    }

    /// <summary>Whatever a token and the decoding cost, and however wrongly the two are told apart, the step comes to its target.</summary>
    [Fact]
    public void PrefillTokens_SteadyCosts_StepComesToTheTarget()
    {
        Gen<(int Decode, int Fixed, int Token, bool HeardDecode)> cases =
            from decode in Gen.Choose(0, 300)
            from constant in Gen.Choose(0, 100)
            from token in Gen.Choose(1, 40)
            from heard in Gen.Elements(true, false)
            select (decode, constant, token, heard);
        SeededProperty.Holds(cases, 300, costs =>
        {
            StepPace pace = new(Options);
            if (costs.HeardDecode)
            {
                pace.Learn(4, 0, TimeSpan.FromMilliseconds(costs.Decode));
            }

            TimeSpan StepOf(int tokens) => TimeSpan.FromMilliseconds(costs.Decode + costs.Fixed + (costs.Token * tokens));
            Settle(pace, decodeCount: 4, StepOf);

            int budget = pace.PrefillTokens(4);
            Assert.InRange(budget, Options.MinChunkTokens, Options.MaxStepTokens - 4);

            // 15 %: the average has come that near after as many steps, for the costs drawn here.
            Assert.True(budget == Options.MinChunkTokens || StepOf(budget) < 1.15 * Options.StepTime);
            Assert.True(budget == Options.MaxStepTokens - 4 || StepOf(budget + 1) > 0.85 * Options.StepTime);
        });
    }

    private static void Settle(StepPace pace, int decodeCount, Func<int, TimeSpan> duration)
    {
        for (int step = 0; step < 60; step++)
        {
            int tokens = pace.PrefillTokens(decodeCount);
            pace.Learn(decodeCount, tokens, duration(tokens));
        }
    }
}
