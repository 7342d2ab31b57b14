namespace QwenWebChat.Inference.Scheduling;

/// <summary>
/// Determines the number of prompt tokens with which a step meets its target time, from a moving average of the cost of
/// a prompt token beyond the step's decode cost. If that split is wrong, the average absorbs the difference, so that
/// the whole step still meets the target.
/// </summary>
internal sealed class StepPace(SchedulerOptions options)
{
    // The initial cost, before any measurement: a fraction of a second even on a slow machine.
    private const int FirstTokens = 64;

    // A step of this many tokens moves the average half-way; a step of few tokens says little about a token's cost.
    private const double HalfWeightTokens = 64;

    // A measurement changes the average by a factor of at most two: a pause of the machine is not a slow model.
    private const double MaxChangeFactor = 2;

    private const double DecodeWeight = 0.3;

    // A larger step is retried from time to time, because another process may have used the memory. If it never becomes
    // free, one step of 65 is run for nothing.
    private const int StepsBeforeGrowth = 64;

    private double? _tokenSeconds;
    private double _decodeSeconds;
    private int _maxTokens = FirstTokens / 2;
    private int? _ceiling;
    private int _stepsSinceShrink;

    /// <summary>Returns the number of prompt tokens for the next step, from the smallest chunk to the capacity of the step.</summary>
    public int PrefillTokens(int decodeCount)
    {
        int max = Math.Min(options.MaxStepTokens - decodeCount, _ceiling ?? int.MaxValue);
        if (options.ChunkTokens is { } tokens)
        {
            return Math.Min(tokens, max);
        }

        // At most twice the largest step so far, whose cost is then known well enough.
        max = Math.Min(max, 2 * _maxTokens);
        double left = decodeCount > 0 ? options.StepTime.TotalSeconds - _decodeSeconds : Math.Max(options.StepTime.TotalSeconds, options.PrefillStepTime.TotalSeconds);
        double affordable = left <= 0 ? 0 : _tokenSeconds is { } cost ? left / cost : FirstTokens;
        return Math.Max((int)Math.Min(affordable, max), options.MinChunkTokens);
    }

    /// <summary>Halves the room after a step for which the device had too little memory; steps that fit slowly double it again.</summary>
    /// <returns>False if the step had no more than the smallest chunk, so that less room would change nothing.</returns>
    public bool TryShrink(int prefillTokens)
    {
        if (prefillTokens <= options.MinChunkTokens)
        {
            return false;
        }

        _ceiling = Math.Max(prefillTokens / 2, options.MinChunkTokens);
        _stepsSinceShrink = 0;
        return true;
    }

    /// <summary>Updates the average with the cost of a step.</summary>
    public void Learn(int decodeCount, int prefillTokens, TimeSpan elapsed)
    {
        Grow();
        double seconds = elapsed.TotalSeconds;
        if (prefillTokens == 0)
        {
            if (decodeCount > 0)
            {
                _decodeSeconds += (_decodeSeconds == 0 ? 1 : DecodeWeight) * (seconds - _decodeSeconds);
            }

            return;
        }

        // A clock too coarse for the step measures a cost of zero, by which no budget can be divided.
        double cost = Math.Max(seconds - (decodeCount > 0 ? _decodeSeconds : 0), 1e-6) / prefillTokens;
        double known = _tokenSeconds ?? cost;
        double weight = _tokenSeconds is null ? 1 : prefillTokens / (prefillTokens + HalfWeightTokens);
        _tokenSeconds = known + (weight * (Math.Clamp(cost, known / MaxChangeFactor, known * MaxChangeFactor) - known));
        _maxTokens = Math.Max(_maxTokens, prefillTokens);
    }

    // Every step counts, not only full ones: a ceiling that is too high costs a step or two; one that stays too low
    // would slow down the next long prompt, even hours later.
    private void Grow()
    {
        if (_ceiling is { } ceiling && ++_stepsSinceShrink == StepsBeforeGrowth)
        {
            _ceiling = 2 * ceiling < options.MaxStepTokens ? 2 * ceiling : null;
            _stepsSinceShrink = 0;
        }
    }
}
