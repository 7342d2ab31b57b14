namespace QwenWebChat.App.Audit;

/// <summary>The one who acts.</summary>
/// <param name="AccountId">The account; null if nobody is signed in.</param>
/// <param name="Name">The account's name at this time.</param>
/// <param name="Address">The IP address of the request; null for a command in the terminal.</param>
/// <param name="KeyId">The API key of the request; null without one.</param>
internal sealed record AuditActor(Guid? AccountId, string? Name, string? Address, Guid? KeyId = null)
{
    /// <summary>The app itself, by its settings.</summary>
    public static AuditActor App { get; } = new(null, "QwenWebChat", null);

    /// <summary>The person at the terminal of the machine.</summary>
    public static AuditActor Terminal { get; } = new(null, null, null);
}
