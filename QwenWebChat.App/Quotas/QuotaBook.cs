using System.Collections.Frozen;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Quotas;

/// <summary>All limits that administrators set.</summary>
/// <param name="Defaults">The limits of accounts where they have none of their own.</param>
internal sealed record QuotaBook(QuotaLimits Defaults, FrozenDictionary<QuotaSubject, QuotaLimits> Own)
{
    /// <summary>A book without limits.</summary>
    public static QuotaBook Empty { get; } = new(QuotaLimits.None, FrozenDictionary<QuotaSubject, QuotaLimits>.Empty);

    /// <summary>Returns the limits that a subject has itself.</summary>
    public QuotaLimits OwnOf(QuotaSubject subject) => Own.GetValueOrDefault(subject, QuotaLimits.None);

    /// <summary>Returns the limits that hold for a subject. The defaults are limits of accounts: a key without own limits has those of its account.</summary>
    public QuotaLimits Of(QuotaSubject subject) => subject.Scope == QuotaScope.Account ? OwnOf(subject).Or(Defaults) : OwnOf(subject);
}
