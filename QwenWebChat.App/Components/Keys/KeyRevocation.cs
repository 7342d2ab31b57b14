using MudBlazor;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;

namespace QwenWebChat.App.Components.Keys;

/// <summary>Revokes a key after a question, for the page of its owner and for that of administrators.</summary>
internal sealed class KeyRevocation(ApiKeyStore store, AuditTrail trail)
{
    private static readonly DialogOptions AskOptions = new() { MaxWidth = MaxWidth.ExtraSmall, FullWidth = true, CloseOnEscapeKey = true };

    /// <param name="ownerId">The owner whose key it must be; null for an administrator.</param>
    /// <returns>False if the user decided otherwise.</returns>
    public async Task<bool> AskAsync(IDialogService dialogs, ApiKeyView key, Guid? ownerId)
    {
        IDialogReference dialog = await dialogs.ShowAsync<RevokeKeyDialog>(title: null, new DialogParameters<RevokeKeyDialog> { { asked => asked.Name, key.Name } }, AskOptions);
        if (await dialog.Result is not { Canceled: false })
        {
            return false;
        }

        if (await store.RevokeAsync(key.Id, ownerId) is { } revoked)
        {
            await trail.RecordAsync(AuditAction.KeyRevoked, new AuditTarget(AuditTargetKind.Key, revoked.Name), detail: ownerId is null ? revoked.OwnerName : null);
        }

        return true;
    }
}
