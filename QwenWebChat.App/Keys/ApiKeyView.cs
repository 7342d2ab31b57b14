using QwenWebChat.App.Data;

namespace QwenWebChat.App.Keys;

/// <summary>A key as lists show it, without its hash.</summary>
public sealed record ApiKeyView(
    Guid Id, Guid OwnerId, string OwnerName, string Name, string Start, ApiScopes Scopes, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt, string? LastAddress, DateTimeOffset? RevokedAt)
{
    /// <summary>True if programs may use it, unless its owner is paused.</summary>
    public bool IsUsable(DateTimeOffset now) => RevokedAt is null && !(ExpiresAt <= now);
}
