using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Quotas;

/// <summary>A limit and what is left of it.</summary>
/// <param name="Allowed">The value of the limit, in tokens or requests.</param>
/// <param name="Used">What is used of it.</param>
/// <param name="Reserved">The tokens that running requests hold.</param>
/// <param name="ResetsIn">The time until nothing of it is used.</param>
internal sealed record LimitState(QuotaLimit Limit, QuotaScope Scope, long Allowed, long Used, long Reserved, TimeSpan ResetsIn)
{
    public long Left => Math.Max(Allowed - Used - Reserved, 0);

    /// <summary>The share that is left, 0 to 1.</summary>
    public double LeftShare => Allowed > 0 ? (double)Left / Allowed : 0;

    public bool IsOfTokens => Limit is QuotaLimit.TokensPerDay or QuotaLimit.TokensPerMonth;
}
