namespace QwenWebChat.Inference.Scheduling;

/// <summary>
/// How many prompt tokens a step takes to keep to its target time, learned from the steps before: the cost of a token
/// beyond what the decoding of a step costs anyway, as a moving average. Where that split is wrong the average takes up
/// the difference, so that the whole step still comes to the target.
/// </summary>
internal sealed class StepPace(SchedulerOptions options)
{
    // Before anything was measured: a fraction of a second even on a slow machine.
    private const int FirstTokens = 64;

    // A step of this many tokens moves the average half-way; one of a few tokens says little about a token's cost.
    private const double HalfWeightTokens = 64;

    // One measurement is worth at most twice or half what was known: a pause of the machine is not a slow model.
    private const double LargestSurprise = 2;

    private const double DecodeWeight = 0.3;

    // A larger step is tried again now and then, as what took the memory may have been somebody else's. Where it never
    // comes back, one step of 65 is run for nothing.
    private const int StepsBeforeGrowth = 64;

    private double? _tokenSeconds;
    private double _decodeSeconds;
    private int _largestTokens = FirstTokens / 2;
    private int? _ceiling;
    private int _stepsSinceShrink;

    /// <summary>The prompt tokens that the next step has room for, from the smallest chunk to all that the step holds.</summary>
    public int PrefillTokens(int decodeCount)
    {
        int most = Math.Min(options.MaxStepTokens - decodeCount, _ceiling ?? int.MaxValue);
        if (options.ChunkTokens is { } tokens)
        {
            return Math.Min(tokens, most);
        }

        // At most twice the largest step so far: what it would cost is then known well enough.
        most = Math.Min(most, 2 * _largestTokens);
        double left = options.StepTime.TotalSeconds - (decodeCount > 0 ? _decodeSeconds : 0);
        double affordable = left <= 0 ? 0 : _tokenSeconds is { } cost ? left / cost : FirstTokens;
        return Math.Max((int)Math.Min(affordable, most), options.SmallestChunkTokens);
    }

    /// <summary>Halves the room after a step that the device had no memory for; steps that fit double it again, slowly.</summary>
    /// <returns>False where the step had no more than the smallest chunk, so that less room would change nothing.</returns>
    public bool TryShrink(int prefillTokens)
    {
        if (prefillTokens <= options.SmallestChunkTokens)
        {
            return false;
        }

        _ceiling = Math.Max(prefillTokens / 2, options.SmallestChunkTokens);
        _stepsSinceShrink = 0;
        return true;
    }

    /// <summary>Takes in what a step cost.</summary>
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

        // A clock too coarse for the step gives a cost of nothing, which no budget can be divided by.
        double cost = Math.Max(seconds - (decodeCount > 0 ? _decodeSeconds : 0), 1e-6) / prefillTokens;
        double known = _tokenSeconds ?? cost;
        double weight = _tokenSeconds is null ? 1 : prefillTokens / (prefillTokens + HalfWeightTokens);
        _tokenSeconds = known + (weight * (Math.Clamp(cost, known / LargestSurprise, known * LargestSurprise) - known));
        _largestTokens = Math.Max(_largestTokens, prefillTokens);
    }

    // Every step counts, not only full ones: a ceiling that is too high costs a step or two, one that stays too low
    // would slow down whoever comes with a long prompt hours later.
    private void Grow()
    {
        if (_ceiling is { } ceiling && ++_stepsSinceShrink == StepsBeforeGrowth)
        {
            _ceiling = 2 * ceiling < options.MaxStepTokens ? 2 * ceiling : null;
            _stepsSinceShrink = 0;
        }
    }
}
