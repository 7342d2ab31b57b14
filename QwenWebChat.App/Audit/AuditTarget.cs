using QwenWebChat.App.Data;

namespace QwenWebChat.App.Audit;

/// <summary>The object of a recorded action.</summary>
/// <param name="Name">Its name, or the id of what a member wrote.</param>
internal sealed record AuditTarget(AuditTargetKind Kind, string Name)
{
    /// <summary>Names an object by its id, because its title or file name may be private.</summary>
    public AuditTarget(AuditTargetKind kind, Guid id)
        : this(kind, id.ToString())
    {
    }
}
