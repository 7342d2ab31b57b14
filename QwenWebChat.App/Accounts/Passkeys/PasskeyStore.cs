using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts.Passkeys;

/// <summary>The passkeys of accounts: public keys, whose private keys are in the devices of their owners.</summary>
internal sealed class PasskeyStore(AccountStore accounts, IServiceScopeFactory scopes)
{
    /// <summary>Maximum number of passkeys of an account.</summary>
    public const int MaxCount = 20;

    public const int MaxNameLength = 64;

    /// <summary>Lists the passkeys of an account, the oldest first.</summary>
    public async Task<IReadOnlyList<PasskeyView>> ListAsync(Guid id)
    {
        using IServiceScope scope = scopes.CreateScope();
        UserManager<Account> users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        return await users.FindByIdAsync(id.ToString()).ConfigureAwait(false) is { } account
            ? [.. (await users.GetPasskeysAsync(account).ConfigureAwait(false)).OrderBy(key => key.CreatedAt).Select(key => new PasskeyView(WebEncoders.Base64UrlEncode(key.CredentialId), key.Name ?? "", key.CreatedAt))]
            : [];
    }

    /// <summary>Adds a passkey that the device of the account's owner has just made.</summary>
    public Task<AccountFault?> AddAsync(Guid id, UserPasskeyInfo passkey, string name) => accounts.ChangeAsync(id, async (users, _, account) =>
    {
        if (!IsName(name))
        {
            return AccountFault.PasskeyNameInvalid;
        }

        if ((await users.GetPasskeysAsync(account).ConfigureAwait(false)).Count >= MaxCount)
        {
            return AccountFault.TooManyPasskeys;
        }

        if (await users.FindByPasskeyIdAsync(passkey.CredentialId).ConfigureAwait(false) is not null)
        {
            return AccountFault.PasskeyRefused;
        }

        passkey.Name = name.Trim();
        return AccountStore.FaultOf(await users.AddOrUpdatePasskeyAsync(account, passkey).ConfigureAwait(false));
    });

    /// <summary>Notes the use of a passkey, with the counter of its device.</summary>
    public Task<AccountFault?> NoteUseAsync(Guid id, UserPasskeyInfo passkey) => accounts.ChangeAsync(id, async (users, _, account) =>
        AccountStore.FaultOf(await users.AddOrUpdatePasskeyAsync(account, passkey).ConfigureAwait(false)));

    public Task<AccountFault?> RenameAsync(Guid id, string passkeyId, string name) => ChangeAsync(id, passkeyId, (users, account, passkey) =>
    {
        passkey.Name = name.Trim();
        return IsName(name) ? SaveAsync(users.AddOrUpdatePasskeyAsync(account, passkey)) : Task.FromResult<AccountFault?>(AccountFault.PasskeyNameInvalid);
    });

    public Task<AccountFault?> RemoveAsync(Guid id, string passkeyId) =>
        ChangeAsync(id, passkeyId, (users, account, passkey) => SaveAsync(users.RemovePasskeyAsync(account, passkey.CredentialId)));

    /// <summary>Tells whether a text can be the name of a passkey.</summary>
    public static bool IsName(string name) => name.Trim() is { Length: > 0 and <= MaxNameLength } trimmed && !trimmed.Any(char.IsControl);

    private static async Task<AccountFault?> SaveAsync(Task<IdentityResult> change) => AccountStore.FaultOf(await change.ConfigureAwait(false));

    private Task<AccountFault?> ChangeAsync(Guid id, string passkeyId, Func<UserManager<Account>, Account, UserPasskeyInfo, Task<AccountFault?>> change) =>
        accounts.ChangeAsync(id, async (users, _, account) =>
            (await users.GetPasskeysAsync(account).ConfigureAwait(false)).FirstOrDefault(key => WebEncoders.Base64UrlEncode(key.CredentialId) == passkeyId) is { } passkey
                ? await change(users, account, passkey).ConfigureAwait(false)
                : AccountFault.PasskeyNotFound);
}
