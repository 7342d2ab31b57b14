namespace QwenWebChat.DemoModel.Training;

/// <summary>The hyperparameters of the demo model's training.</summary>
public sealed record TrainingOptions
{
    /// <summary>Seed of the corpus, the weights and the order of samples.</summary>
    public ulong Seed { get; init; } = 20260101;

    /// <summary>Total number of optimizer steps, over which the learning rate falls to its final value.</summary>
    public int StepCount { get; init; } = 5_000;

    /// <summary>Forward passes of one step; a multiple of the worker count keeps all workers busy.</summary>
    public int StepPasses { get; init; } = 4;

    /// <summary>Tokens of one forward pass: small enough that its activations stay in the cache.</summary>
    public int PassTokens { get; init; } = 1_024;

    /// <summary>Maximum number of tokens of a sample; longer ones are omitted.</summary>
    public int MaxSampleTokens { get; init; } = 1_024;

    public double LearningRate { get; init; } = 2e-3;

    public int WarmupStepCount { get; init; } = 100;

    /// <summary>Final learning rate as a share of the peak.</summary>
    public double FinalRateShare { get; init; } = 0.03;

    public double WeightDecay { get; init; } = 0.05;

    public double MaxGradientNorm { get; init; } = 1;

    /// <summary>
    /// The weight of a question's token in the loss; an answer's token weighs 1. Small, because questions are three
    /// quarters of the tokens, and their names and numbers are unpredictable.
    /// </summary>
    public double PromptWeight { get; init; } = 0.03;

    /// <summary>Share of samples that are joined with the next one of the same language.</summary>
    public double JoinedShare { get; init; } = 0.3;

    /// <summary>The number of passes that run in parallel, each on one core.</summary>
    public int WorkerCount { get; init; } = Environment.ProcessorCount;

    /// <summary>Steps between saved states.</summary>
    public int SaveEverySteps { get; init; } = 100;

    /// <summary>Returns the learning rate of a step: a linear warm-up, then a cosine.</summary>
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
