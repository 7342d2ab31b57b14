using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Tests.Scheduling;

public sealed class StepCostsTests
{
    [Fact]
    public void Ratio_SizesNeverMeasured_CountAsTheNextSmallerOne()
    {
        StepCosts costs = new();
        Assert.Equal(1, costs.Ratio(4, 1));

        costs.Learn(1, TimeSpan.FromSeconds(1));
        costs.Learn(4, TimeSpan.FromSeconds(2));

        Assert.Equal([1, 1, 2, 2, 2], new[] { 2, 3, 4, 5, 100 }.Select(tokens => costs.Ratio(tokens, 1)));
    }

    [Fact]
    public void Learn_APauseOfTheMachine_ChangesLittle()
    {
        StepCosts costs = new();
        for (int i = 0; i < 10; i++)
        {
            costs.Learn(1, TimeSpan.FromSeconds(0.1));
            costs.Learn(2, TimeSpan.FromSeconds(0.12));
        }

        costs.Learn(2, TimeSpan.FromSeconds(20));

        Assert.InRange(costs.Ratio(2, 1), 1.2, 1.2 * 1.2 + 1e-9);
        Assert.Equal(1, costs.Ratio(1, 2));
    }
}
