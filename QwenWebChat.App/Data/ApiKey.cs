namespace QwenWebChat.App.Data;

/// <summary>A key with which programs work for an account. Only the hash of its text is stored.</summary>
internal sealed class ApiKey
{
    public required Guid Id { get; init; }

    /// <summary>The account that the key works for.</summary>
    public required Guid OwnerId { get; init; }

    public required string Name { get; init; }

    /// <summary>The SHA-256 of the key, in lower-case hexadecimal digits. The key has 256 random bits, so that a plain hash is enough.</summary>
    public required string Hash { get; init; }

    /// <summary>The first characters of the key, by which its owner recognizes it.</summary>
    public required string Start { get; init; }

    public required ApiScopes Scopes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The time from which the key is refused; null if it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The last use, accurate to a minute.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The address of that use.</summary>
    public string? LastAddress { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }
}
