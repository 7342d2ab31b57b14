using QwenWebChat.App.Data;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.App.Quotas;

/// <summary>
/// The owner of limits: an account, a key or a group. A request is charged to its account and its key, and both must admit it; a group
/// only lends its limits to its members.
/// </summary>
/// <param name="Id">The id of the account, the key or the group.</param>
internal readonly record struct QuotaSubject(QuotaScope Scope, string Id)
{
    /// <summary>The subject as the database names it.</summary>
    public string Name => $"{Scope.ToString().ToLowerInvariant()}:{Id}";

    public static QuotaSubject Of(Guid accountId) => new(QuotaScope.Account, accountId.ToString());

    public static QuotaSubject OfGroup(Guid groupId) => new(QuotaScope.Group, groupId.ToString());

    public static QuotaSubject Of(string key) => new(QuotaScope.Key, key);

    /// <summary>Returns the subjects of a request; none if it belongs to no account.</summary>
    public static IReadOnlyList<QuotaSubject> Of(RequestOwner owner) => !Guid.TryParse(owner.Id, out Guid accountId) ? []
        : owner.Key.Length > 0 ? [Of(accountId), Of(owner.Key)]
        : [Of(accountId)];

    /// <summary>Reads a name of the database; null for one that is none of them, such as <see cref="StoredQuota.Defaults"/>.</summary>
    public static QuotaSubject? Parse(string name)
    {
        foreach (QuotaScope scope in Enum.GetValues<QuotaScope>())
        {
            string prefix = new QuotaSubject(scope, "").Name;
            if (name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return new QuotaSubject(scope, name[prefix.Length..]);
            }
        }

        return null;
    }
}
