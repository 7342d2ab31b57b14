namespace QwenWebChat.App.Data;

/// <summary>The limits that an administrator set for an account, a group or a key, or for all accounts without own ones.</summary>
internal sealed class StoredQuota
{
    /// <summary>The subject of the row with the limits of accounts that have none of their own.</summary>
    public const string Defaults = "default";

    /// <summary>The subject of the limits: <see cref="Defaults"/>, <c>account:</c>, <c>group:</c> or <c>key:</c> with an id.</summary>
    public required string Subject { get; init; }

    /// <summary>The account, with which the row is deleted; null for all others.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>The group, with which the row is deleted; null for all others.</summary>
    public Guid? GroupId { get; init; }

    public required QuotaLimits Limits { get; set; }

    public required DateTimeOffset UpdatedAt { get; set; }
}
