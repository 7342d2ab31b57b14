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

    private double? _tokenSeconds;
    private double _decodeSeconds;
    private int _largestTokens = FirstTokens / 2;

    /// <summary>The prompt tokens that the next step has room for, from the smallest chunk to all that the step holds.</summary>
    public int PrefillTokens(int decodeCount)
    {
        int most = options.MaxStepTokens - decodeCount;
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

    /// <summary>Takes in what a step cost.</summary>
    public void Learn(int decodeCount, int prefillTokens, TimeSpan elapsed)
    {
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
}
