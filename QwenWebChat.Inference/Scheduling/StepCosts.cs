namespace QwenWebChat.Inference.Scheduling;

/// <summary>The time of a step that decodes, by the number of tokens that it computes: moving averages of the steps so far.</summary>
internal sealed class StepCosts
{
    public const int MaxTokens = 64;

    private const double Weight = 0.2;

    // A pause of the machine is not a slow step.
    private const double MaxChangeFactor = 2;

    private readonly double[] _seconds = new double[MaxTokens + 1];

    /// <summary>Updates the average of a step without prefill.</summary>
    /// <param name="tokens">The number of computed tokens, drafts included; larger steps are not recorded.</param>
    public void Learn(int tokens, TimeSpan elapsed)
    {
        if (tokens is < 1 or > MaxTokens)
        {
            return;
        }

        ref double average = ref _seconds[tokens];
        double seconds = Math.Max(elapsed.TotalSeconds, 1e-6);
        average = average == 0 ? seconds : average + (Weight * (Math.Clamp(seconds, average / MaxChangeFactor, average * MaxChangeFactor) - average));
    }

    /// <summary>Returns how many times as long a step with more tokens takes as one with fewer.</summary>
    /// <returns>The ratio, at least 1; a size that was never measured counts as the next smaller one, so that it is tried.</returns>
    public double Ratio(int tokens, int fewerTokens)
    {
        double fewer = Seconds(fewerTokens);
        return fewer == 0 ? 1 : Math.Max(Seconds(tokens) / fewer, 1);
    }

    private double Seconds(int tokens)
    {
        int measured = Math.Min(tokens, MaxTokens);
        while (measured > 0 && _seconds[measured] == 0)
        {
            measured--;
        }

        return _seconds[measured];
    }
}
