using Microsoft.AspNetCore.Components;
using MudBlazor;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Audit;
using QwenWebChat.App.Data;
using QwenWebChat.App.Keys;

namespace QwenWebChat.App.Components.Keys;

/// <summary>Makes a key. The dialog's result is the key, which cannot be read again.</summary>
public sealed partial class NewKeyDialog
{
    private const int OnDate = -1;
    private const int Never = 0;

    private static readonly int[] Lifetimes = [30, 90, 365];

    private string _name = "";
    private ApiScopes _scopes = ApiScopes.Chat;
    private int _expiry = 90;
    private DateOnly? _date;
    private bool _isSaving;
    private ApiKeyFault? _fault;

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    private ApiKeyStore Store { get; set; } = null!;

    [Inject]
    private AuditTrail Trail { get; set; } = null!;

    [Inject]
    private CurrentOwner Owner { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    // Figures are the administrators'.
    private IEnumerable<ApiScopes> Offered => Owner.IsAdministrator ? [ApiScopes.Chat, ApiScopes.Documents, ApiScopes.Figures] : [ApiScopes.Chat, ApiScopes.Documents];

    private async Task CreateAsync()
    {
        (_isSaving, _fault) = (true, null);
        try
        {
            if (_expiry == OnDate && _date is not { Year: > 1 and < 9999 })
            {
                _fault = ApiKeyFault.ExpiryInvalid;
                return;
            }

            (string? key, _fault) = await Store.CreateAsync(Owner.Id, _name, _scopes, ExpiresAt());
            if (key is not null)
            {
                await Trail.RecordAsync(AuditAction.KeyMade, new AuditTarget(AuditTargetKind.Key, _name.Trim()));
                Dialog.Close(key);
            }
        }
        finally
        {
            _isSaving = false;
        }
    }

    // A date lasts until its end at the server.
    private DateTimeOffset? ExpiresAt() => _expiry switch
    {
        Never => null,
        OnDate => EndOf(_date!.Value),
        int days => Time.GetStoredNow() + TimeSpan.FromDays(days),
    };

    private DateTimeOffset EndOf(DateOnly day)
    {
        DateTime end = day.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(end, Time.LocalTimeZone.GetUtcOffset(end));
    }
}
