using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Audit;

/// <summary>Records what the account of a request or a circuit does.</summary>
internal sealed class AuditTrail(AuditLog log, CurrentOwner owner)
{
    /// <summary>Records an action; it never throws.</summary>
    /// <param name="detail">A word that this program chose, or a name; never a text of a chat or a document.</param>
    public Task RecordAsync(AuditAction action, AuditTarget? target = null, AuditOutcome outcome = AuditOutcome.Succeeded, string? detail = null) =>
        log.WriteAsync(owner.Actor, action, target, outcome, detail);

    /// <summary>Records a refusal that may come again and again: equal ones once a minute.</summary>
    public Task RecordRefusalAsync(AuditAction action, AuditTarget? target, string reason) => log.WriteRefusalAsync(owner.Actor, action, target, reason);
}
