using QwenWebChat.App.Data;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Quotas;

/// <summary>Checks a request against the limits of its subjects, one after another.</summary>
internal sealed class AdmissionCheck(RequestDemand demand, TimeProvider time)
{
    /// <summary>An answer is shortened to what is left of a quota, but not below this number of tokens.</summary>
    public const int MinAnswerTokens = 16;

    private readonly List<QuotaRefusal> _refusals = [];

    /// <summary>The tokens that the subjects checked so far let it generate.</summary>
    public long GrantedTokens { get; private set; } = demand.MaxNewTokens;

    // A section of a summary that ends early would lose what its document says; a chat shows that an answer was cut.
    private int MinTokens => demand.PromptTokens + (demand.Kind == RequestKind.Document ? demand.MaxNewTokens : Math.Min(demand.MaxNewTokens, MinAnswerTokens));

    /// <summary>The refusal of the limit that holds longest; null if all subjects admit the request.</summary>
    public QuotaRefusal? Refusal => _refusals.MaxBy(refusal => refusal switch
    {
        { IsTooLarge: true } => TimeSpan.MaxValue,
        { RetryAfter: { } wait } => wait,
        // Longer than a minute's limit, shorter than a day's.
        _ => SubjectUsage.Minute,
    });

    public void Check(QuotaScope scope, QuotaLimits limits, SubjectUsage usage)
    {
        CheckTokens(QuotaLimit.TokensPerMonth, scope, limits.TokensPerMonth, usage.Month, usage.ReservedTokens);
        CheckTokens(QuotaLimit.TokensPerDay, scope, limits.TokensPerDay, usage.Day, usage.ReservedTokens);
        if (demand.PromptTokens > limits.MaxPromptTokens)
        {
            _refusals.Add(new QuotaRefusal(QuotaLimit.PromptTokens, scope, limits.MaxPromptTokens.Value, 0) { Needed = demand.PromptTokens });
        }

        if (usage.RunningCount >= limits.RequestsAtOnce)
        {
            _refusals.Add(new QuotaRefusal(QuotaLimit.RequestsAtOnce, scope, limits.RequestsAtOnce.Value, usage.RunningCount));
        }

        if (limits.RequestsPerMinute is { } perMinute && usage.StartCount >= perMinute)
        {
            Add(new QuotaRefusal(QuotaLimit.RequestsPerMinute, scope, perMinute, usage.StartCount), perMinute > 0 ? usage.TimeUntil(perMinute - 1) : null);
        }
    }

    private void CheckTokens(QuotaLimit limit, QuotaScope scope, long? allowed, PeriodCounter counter, long reserved)
    {
        if (allowed is not { } max)
        {
            return;
        }

        long left = max - counter.Tokens;
        GrantedTokens = Math.Min(GrantedTokens, left - reserved - demand.PromptTokens);
        if (left - reserved < MinTokens)
        {
            // What running requests hold may come back before the period ends.
            bool isUsed = left < MinTokens && MinTokens <= max;
            Add(new QuotaRefusal(limit, scope, max, counter.Tokens) { Reserved = reserved, Needed = MinTokens }, isUsed ? counter.Left : null);
        }
    }

    private void Add(QuotaRefusal refusal, TimeSpan? wait) => _refusals.Add(refusal with { RetryAfter = wait, EndsAt = time.GetLocalNow() + wait });
}
