namespace QwenWebChat.App.Data;

/// <summary>A link that an administrator gives to a person. It works once and until it expires; only the hash of its token is stored.</summary>
internal sealed class AccountLink
{
    public required Guid Id { get; init; }

    /// <summary>The SHA-256 of the token, in lower-case hexadecimal digits.</summary>
    public required string TokenHash { get; init; }

    public required AccountLinkKind Kind { get; init; }

    /// <summary>The account whose password it sets; null for an invitation.</summary>
    public Guid? AccountId { get; init; }

    /// <summary>The role of the account that an invitation makes.</summary>
    public AccountRole Role { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
