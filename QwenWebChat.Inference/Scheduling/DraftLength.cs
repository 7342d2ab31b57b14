namespace QwenWebChat.Inference.Scheduling;

/// <summary>
/// Determines how many tokens of a sequence are drafted: as many as make the step's expected tokens per second highest, by
/// the share of its drafted tokens that were accepted and by the measured time of a step.
/// </summary>
internal sealed class DraftLength
{
    // Few tokens decide: text changes between copying and writing within a paragraph.
    private const double Weight = 0.2;
    private const double FirstShare = 0.6;
    private const int FirstPauseTokens = 8;
    private const int MaxPauseTokens = 256;

    private double _share = FirstShare;
    private int _pauseTokens = FirstPauseTokens;
    private int? _resumesAt;

    /// <summary>Returns the number of tokens to draft; 0 while drafts do not pay, except for a single one from time to time.</summary>
    /// <param name="position">The number of tokens generated so far.</param>
    /// <param name="maxTokens">The maximum number of tokens.</param>
    /// <param name="stepTokens">The number of tokens that the step computes already, this sequence's included.</param>
    public int At(int position, int maxTokens, int stepTokens, StepCosts costs)
    {
        (int best, double bestSpeed, double expected, double chance) = (0, stepTokens, stepTokens, 1);
        for (int tokens = 1; tokens <= maxTokens; tokens++)
        {
            chance *= _share;
            expected += chance;
            double speed = expected / costs.Ratio(stepTokens + tokens, stepTokens);
            (best, bestSpeed) = speed > bestSpeed ? (tokens, speed) : (best, bestSpeed);
        }

        if (best > 0 || maxTokens < 1)
        {
            _resumesAt = null;
            return best;
        }

        _resumesAt ??= position + _pauseTokens;
        if (position < _resumesAt)
        {
            return 0;
        }

        (_resumesAt, _pauseTokens) = (null, Math.Min(2 * _pauseTokens, MaxPauseTokens));
        return 1;
    }

    /// <summary>Records how many tokens of a draft were accepted; those after the first rejected one say nothing.</summary>
    public void Learn(int draftedCount, int acceptedCount)
    {
        for (int i = 0; i < acceptedCount; i++)
        {
            _share += Weight * (1 - _share);
        }

        _share -= acceptedCount < draftedCount ? Weight * _share : 0;
        _pauseTokens = acceptedCount > 0 ? FirstPauseTokens : _pauseTokens;
    }
}
