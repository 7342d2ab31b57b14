using QwenWebChat.App.Data;

namespace QwenWebChat.App.Audit;

/// <summary>Selects entries of the audit log.</summary>
internal sealed record AuditFilter
{
    public static readonly AuditFilter None = new();

    /// <summary>A part of the name of the account that acted, or of the target; null or blank for all.</summary>
    public string? Name { get; init; }

    /// <summary>The account that acted; null for all.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>The action; null for all.</summary>
    public AuditAction? Action { get; init; }

    public AuditOutcome? Outcome { get; init; }

    /// <summary>The first time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time before which entries are selected.</summary>
    public DateTimeOffset? To { get; init; }

    public bool IsEmpty => string.IsNullOrWhiteSpace(Name) && ActorId is null && Action is null && Outcome is null && From is null && To is null;
}
