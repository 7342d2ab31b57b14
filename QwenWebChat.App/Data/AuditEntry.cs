namespace QwenWebChat.App.Data;

/// <summary>
/// A recorded action. It names conversations and documents by their ids and never contains a text of theirs. It refers to no other
/// table, because it outlives the account that acted.
/// </summary>
internal sealed class AuditEntry
{
    /// <summary>The order of writing, assigned by the database.</summary>
    public long Number { get; private set; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The account that acted; null if nobody was signed in.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>The name that the account had then.</summary>
    public string? ActorName { get; init; }

    public required AuditAction Action { get; init; }

    public required AuditOutcome Outcome { get; init; }

    public AuditTargetKind? TargetKind { get; init; }

    /// <summary>The target's name, or the id of a conversation, folder, document or summary.</summary>
    public string? Target { get; init; }

    /// <summary>A word about the action, such as the new role or the reason of a refusal.</summary>
    public string? Detail { get; init; }

    /// <summary>The IP address that the request came from; null for a command in the terminal.</summary>
    public string? Address { get; init; }

    /// <summary>The API key that the actor used; null for a session.</summary>
    public Guid? KeyId { get; init; }
}
