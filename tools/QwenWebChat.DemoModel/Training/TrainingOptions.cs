namespace QwenWebChat.DemoModel.Training;

/// <summary>How the demo model is trained.</summary>
public sealed record TrainingOptions
{
    /// <summary>Of corpus, weights and order.</summary>
    public ulong Seed { get; init; } = 20260101;

    /// <summary>Optimizer steps in all; the learning rate falls to its end over them.</summary>
    public int StepCount { get; init; } = 5_000;

    /// <summary>Forward passes of one step; an even share for each worker leaves none idle.</summary>
    public int StepPasses { get; init; } = 4;

    /// <summary>Tokens of one forward pass: small enough that its activations stay in the cache.</summary>
    public int PassTokens { get; init; } = 1_024;

    /// <summary>The longest sample; longer ones are left out.</summary>
    public int LongestSampleTokens { get; init; } = 1_024;

    public double LearningRate { get; init; } = 2e-3;

    public int WarmupStepCount { get; init; } = 100;

    /// <summary>The end of the cosine, as a share of its peak.</summary>
    public double FinalRateShare { get; init; } = 0.03;

    public double WeightDecay { get; init; } = 0.05;

    public double LargestGradientNorm { get; init; } = 1;

    /// <summary>
    /// What a token of a question weighs in the loss beside one of an answer. Little: questions are three quarters of the
    /// tokens, and the names and numbers in them cannot be foreseen.
    /// </summary>
    public double PromptWeight { get; init; } = 0.03;

    /// <summary>How often a sample waits to be joined with the next of its language.</summary>
    public double JoinedShare { get; init; } = 0.3;

    /// <summary>Passes that run side by side, each on one core.</summary>
    public int WorkerCount { get; init; } = Environment.ProcessorCount;

    /// <summary>Steps between saved states.</summary>
    public int SaveEverySteps { get; init; } = 100;

    /// <summary>The learning rate of a step: a linear warm-up, then a cosine.</summary>
    public double RateAt(int step)
    {
        if (step < WarmupStepCount)
        {
            return LearningRate * (step + 1) / WarmupStepCount;
        }

        double progress = Math.Min(1, (double)(step - WarmupStepCount) / Math.Max(1, StepCount - WarmupStepCount));
        return LearningRate * (FinalRateShare + ((1 - FinalRateShare) * (1 + Math.Cos(Math.PI * progress)) / 2));
    }
}
