using QwenWebChat.App.Data;

namespace QwenWebChat.App.Audit;

/// <summary>Entries of the audit log, newest first.</summary>
/// <param name="IsMore">True if there are older ones.</param>
internal sealed record AuditEntryPage(IReadOnlyList<AuditEntry> Entries, bool IsMore);
