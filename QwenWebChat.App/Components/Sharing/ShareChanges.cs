using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;
using QwenWebChat.App.Sharing;

namespace QwenWebChat.App.Components.Sharing;

/// <summary>Makes and ends the shares of the current account, and records it.</summary>
internal sealed class ShareChanges(ShareStore store, CurrentOwner owner, AuditTrail trail)
{
    // In the audit log, of a share that is a link.
    private const string Link = "link";

    /// <returns>Null if it succeeded, and otherwise why it did not.</returns>
    public async Task<ShareFault?> ShareAsync(ShareTarget target, Guid groupId, string groupName, ShareRight right)
    {
        ShareFault? fault = await store.ShareAsync(owner.Id, target, groupId, right);
        await RecordAsync(AuditAction.Shared, target, fault, $"{right} {groupName}");
        return fault;
    }

    /// <returns>Null if it succeeded, and otherwise why it did not.</returns>
    public async Task<ShareFault?> LinkAsync(ShareTarget target)
    {
        ShareFault? fault = await store.LinkAsync(owner.Id, target);
        await RecordAsync(AuditAction.Shared, target, fault, Link);
        return fault;
    }

    /// <summary>Ends a share; nothing if it ended already.</summary>
    public async Task RevokeAsync(ShareView share)
    {
        if (await store.RevokeAsync(owner.Id, share.Id) is { } target)
        {
            await RecordAsync(AuditAction.ShareEnded, target, null, share.GroupName ?? Link);
        }
    }

    private Task RecordAsync(AuditAction action, ShareTarget target, ShareFault? fault, string detail) => trail.RecordAsync(
        action, new AuditTarget(KindOf(target.Kind), target.Id), fault is null ? AuditOutcome.Succeeded : AuditOutcome.Refused, fault?.ToString() ?? detail);

    private static AuditTargetKind KindOf(ShareKind kind) => kind switch
    {
        ShareKind.Conversation => AuditTargetKind.Conversation,
        ShareKind.Document => AuditTargetKind.Document,
        ShareKind.Prompt => AuditTargetKind.Prompt,
        _ => AuditTargetKind.Folder,
    };
}
