namespace QwenWebChat.Inference.Scheduling;

/// <summary>
/// Determines how many tokens of a sequence are drafted: as many as make the step's expected tokens per second highest, by
/// the share of its drafted tokens that were accepted and by the measured time of a step. The first token after a weak
/// match has a share of its own.
/// </summary>
internal sealed class DraftLength
{
    // Weight and first shares are tuned on sample answers (ADR 40).
    private const double Weight = 0.1;
    private const double FirstShare = 0.6;
    private const double FirstWeakShare = 0.25;
    private const int FirstPauseTokens = 8;
    private const int MaxPauseTokens = 256;

    private double _share = FirstShare;
    private double _weakShare = FirstWeakShare;
    private int _pauseTokens = FirstPauseTokens;
    private int? _resumesAt;

    /// <summary>Returns the number of tokens to draft; 0 while drafts do not pay, except for a single one from time to time.</summary>
    /// <param name="position">The number of tokens generated so far.</param>
    /// <param name="maxTokens">The maximum number of tokens.</param>
    /// <param name="stepTokens">The number of tokens that the step computes already, this sequence's included.</param>
    /// <param name="isWeak">True if the draft begins after a weak match (<see cref="PromptLookup.IsWeak"/>).</param>
    public int At(int position, int maxTokens, int stepTokens, StepCosts costs, bool isWeak)
    {
        (int best, double bestSpeed, double expected, double chance) = (0, stepTokens, stepTokens, 1);
        for (int tokens = 1; tokens <= maxTokens; tokens++)
        {
            chance *= isWeak && tokens == 1 ? _weakShare : _share;
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
    /// <param name="isWeak">The same as when the draft's length was determined.</param>
    public void Learn(int draftedCount, int acceptedCount, bool isWeak)
    {
        for (int i = 0; i < Math.Min(acceptedCount + 1, draftedCount); i++)
        {
            ref double share = ref isWeak && i == 0 ? ref _weakShare : ref _share;
            share += Weight * ((i < acceptedCount ? 1 : 0) - share);
        }

        _pauseTokens = acceptedCount > 0 ? FirstPauseTokens : _pauseTokens;
    }
}
