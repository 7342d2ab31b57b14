namespace QwenWebChat.Inference.Metrics;

/// <summary>The reason why a limit refused a request.</summary>
/// <param name="Limit">The limit; of several, the one that holds longest.</param>
/// <param name="Scope">What the limit belongs to.</param>
/// <param name="Allowed">The value of the limit, in tokens or requests.</param>
/// <param name="Used">What is used of it: tokens or requests, without those that <see cref="Reserved"/> counts.</param>
public sealed record QuotaRefusal(QuotaLimit Limit, QuotaScope Scope, long Allowed, long Used)
{
    /// <summary>The tokens that running requests hold; they give back what they do not use.</summary>
    public long Reserved { get; init; }

    /// <summary>The tokens that the request needs at least; 0 for limits of requests.</summary>
    public long Needed { get; init; }

    /// <summary>
    /// The time after which the same request is admitted, if the owner asks nothing else meanwhile; null if it depends on the
    /// end of running requests, and if the request would never be admitted.
    /// </summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The same as a time of day; null where <see cref="RetryAfter"/> is.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>True if the request alone is larger than the limit: it would never be admitted.</summary>
    public bool IsTooLarge => Needed > Allowed;
}
