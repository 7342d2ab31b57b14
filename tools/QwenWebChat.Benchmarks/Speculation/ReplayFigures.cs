namespace QwenWebChat.Benchmarks.Speculation;

/// <summary>The steps of replayed answers, without those that read prompts.</summary>
/// <param name="Tokens">The number of generated tokens, without the first of each answer.</param>
/// <param name="Drafted">The number of drafted tokens.</param>
/// <param name="Accepted">The number of drafted tokens that were generated.</param>
/// <param name="PlainSeconds">The time of these tokens without drafts.</param>
/// <param name="Seconds">The time of the steps.</param>
internal readonly record struct ReplayFigures(int Tokens, int Steps, int Drafted, int Accepted, double PlainSeconds, double Seconds)
{
    /// <summary>The number of tokens a step; 0 without steps.</summary>
    public double TokensPerStep => Steps == 0 ? 0 : (double)Tokens / Steps;

    /// <summary>The share of the drafted tokens that was accepted; 0 without drafts.</summary>
    public double AcceptedShare => Drafted == 0 ? 0 : (double)Accepted / Drafted;

    /// <summary>The speed with drafts divided by that of plain decode; 1 without steps.</summary>
    public double Ratio => Steps == 0 ? 1 : PlainSeconds / Seconds;

    public static ReplayFigures operator +(ReplayFigures first, ReplayFigures second) => new(
        first.Tokens + second.Tokens,
        first.Steps + second.Steps,
        first.Drafted + second.Drafted,
        first.Accepted + second.Accepted,
        first.PlainSeconds + second.PlainSeconds,
        first.Seconds + second.Seconds);
}
