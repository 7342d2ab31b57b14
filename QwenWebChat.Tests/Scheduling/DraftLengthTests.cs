using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Scheduling;

public sealed class DraftLengthTests
{
    [Fact]
    public void At_StepsCostTheSame_DraftsAllThatIsProposed() => Assert.Equal(7, new DraftLength().At(0, 7, 1, Costs(count => 1), isWeak: false));

    /// <summary>A fifth token makes the step dear, so that even drafts that are always right have three tokens.</summary>
    [Theory]
    [InlineData(0, 3)]
    [InlineData(40, 3)]
    public void At_FourTokensAreCheap_DraftsThree(int accepted, int expected)
    {
        DraftLength length = new();
        length.Learn(accepted, accepted, isWeak: false);

        Assert.Equal(expected, length.At(0, 7, 1, Costs(count => count <= 4 ? 1 + (0.05 * (count - 1)) : 2.6), isWeak: false));
    }

    [Fact]
    public void At_EveryTokenCostsAStep_DraftsOneInLongerAndLongerPauses()
    {
        DraftLength length = new();
        StepCosts costs = Costs(count => count);
        List<int> drafted = [.. Enumerable.Range(0, 1_200).Where(position => Draft(position) > 0)];

        Assert.Equal([8, 16, 32, 64, 128, 256, 256, 256], drafted.Zip(drafted.Prepend(-1), (next, last) => next - last - 1));

        int Draft(int position)
        {
            int count = length.At(position, 7, 1, costs, isWeak: false);
            if (count > 0)
            {
                Assert.Equal(1, count);
                length.Learn(count, 0, isWeak: false);
            }

            return count;
        }
    }

    [Fact]
    public void At_DraftsRejected_DraftsFewer()
    {
        DraftLength length = new();
        StepCosts costs = Costs(count => 1 + (0.2 * (count - 1)));
        int before = length.At(0, 7, 1, costs, isWeak: false);
        length.Learn(7, 0, isWeak: false);
        length.Learn(7, 0, isWeak: false);

        Assert.InRange(length.At(2, 7, 1, costs, isWeak: false), 0, before - 1);
        length.Learn(7, 7, isWeak: false);
        length.Learn(7, 7, isWeak: false);
        Assert.InRange(length.At(4, 7, 1, costs, isWeak: false), before + 1, 7);
    }

    /// <summary>Three sequences decode: a draft for one of them makes the tokens of all later.</summary>
    [Fact]
    public void At_OthersInTheStep_CountsTheirTokens()
    {
        StepCosts costs = new();
        costs.Learn(1, TimeSpan.FromMilliseconds(100));
        costs.Learn(2, TimeSpan.FromMilliseconds(130));
        costs.Learn(3, TimeSpan.FromMilliseconds(160));
        costs.Learn(4, TimeSpan.FromMilliseconds(210));

        Assert.Equal(1, new DraftLength().At(0, 1, 1, costs, isWeak: false));
        Assert.Equal(0, new DraftLength().At(0, 1, 3, costs, isWeak: false));
    }

    /// <summary>The first token after a weak match is rarely right: its successes and failures say nothing of the others.</summary>
    [Fact]
    public void At_WeakMatch_FollowsTheShareOfSuchFirstTokens()
    {
        StepCosts costs = Costs(count => 1 + (0.3 * (count - 1)));
        DraftLength length = new();
        int certain = length.At(0, 7, 1, costs, isWeak: false);
        Assert.InRange(certain, 1, 7);
        Assert.Equal(0, length.At(0, 7, 1, costs, isWeak: true));

        for (int i = 0; i < 10; i++)
        {
            length.Learn(1, 0, isWeak: true);
        }

        Assert.Equal(certain, length.At(0, 7, 1, costs, isWeak: false));
        for (int i = 0; i < 20; i++)
        {
            length.Learn(1, 1, isWeak: true);
        }

        Assert.Equal(certain, length.At(0, 7, 1, costs, isWeak: false));
        Assert.InRange(length.At(0, 7, 1, costs, isWeak: true), 1, 7);
        length.Learn(8, 8, isWeak: true);
        Assert.InRange(length.At(0, 7, 1, costs, isWeak: false), certain + 1, 7);
    }

    private static StepCosts Costs(Func<int, double> seconds)
    {
        StepCosts costs = new();
        for (int count = 1; count <= 16; count++)
        {
            costs.Learn(count, TimeSpan.FromSeconds(seconds(count)));
        }

        return costs;
    }
}
