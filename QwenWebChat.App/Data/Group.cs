namespace QwenWebChat.App.Data;

/// <summary>A group of accounts, to which members share and for which administrators set limits.</summary>
internal sealed class Group
{
    public required Guid Id { get; init; }

    /// <summary>The name that everyone sees; no two groups have the same one, ignoring case.</summary>
    public required string Name { get; set; }

    /// <summary>The name by which groups are compared, as <see cref="Normalize"/> makes it.</summary>
    public required string NormalizedName { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The number of days for which its members' conversations are kept after their last message; null for those of the server.</summary>
    public int? RetentionDays { get; set; }

    /// <summary>Returns a name without differences of case.</summary>
    public static string Normalize(string name) => name.ToUpperInvariant();
}
