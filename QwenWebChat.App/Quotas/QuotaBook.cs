using System.Collections.Frozen;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Quotas;

/// <summary>All limits that administrators set.</summary>
/// <param name="Defaults">The limits of accounts where neither they nor their groups have any.</param>
internal sealed record QuotaBook(QuotaLimits Defaults, FrozenDictionary<QuotaSubject, QuotaLimits> Own)
{
    /// <summary>A book without limits.</summary>
    public static QuotaBook Empty { get; } = new(QuotaLimits.None, FrozenDictionary<QuotaSubject, QuotaLimits>.Empty);

    /// <summary>Returns the groups that an account is in at present.</summary>
    public Func<Guid, IEnumerable<Guid>> GroupsOf { get; init; } = _ => [];

    /// <summary>Returns the limits that a subject has itself.</summary>
    public QuotaLimits OwnOf(QuotaSubject subject) => Own.GetValueOrDefault(subject, QuotaLimits.None);

    /// <summary>
    /// Returns the limits that hold where a subject has none itself. The defaults are limits of accounts: a key without own limits has
    /// those of its account, and a group that says nothing leaves the defaults.
    /// </summary>
    public QuotaLimits InheritedBy(QuotaSubject subject) => subject.Scope switch
    {
        QuotaScope.Account => QuotaLimits.MostGenerous([.. GroupsOf(Guid.Parse(subject.Id)).Select(QuotaSubject.OfGroup).Where(Own.ContainsKey).Select(OwnOf)], Defaults),
        QuotaScope.Group => Defaults,
        _ => QuotaLimits.None,
    };

    /// <summary>Returns the limits that hold for a subject.</summary>
    public QuotaLimits Of(QuotaSubject subject) => OwnOf(subject).Or(InheritedBy(subject));
}
