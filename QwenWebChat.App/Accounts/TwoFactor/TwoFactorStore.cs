using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts.TwoFactor;

/// <summary>
/// The second factor of accounts: the key of an authenticator app, and recovery codes in its place. Each code
/// counts once.
/// </summary>
internal sealed class TwoFactorStore(AccountStore accounts, IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>The number of recovery codes that an account gets.</summary>
    public const int RecoveryCodeCount = 10;

    // Identity's own names.
    private const string Provider = "[AspNetUserStore]";
    private const string KeyName = "AuthenticatorKey";
    private const string RecoveryName = "RecoveryCodes";
    private const int RecoveryGroup = 5;

    /// <summary>Gives an account a key, which ends its sessions.</summary>
    /// <param name="key">The key in base 32.</param>
    /// <param name="code">A code of the app, as a proof that it has the key.</param>
    /// <returns>The recovery codes, which are stored as hashes; or why the account has not got the key.</returns>
    public async Task<(IReadOnlyList<string> RecoveryCodes, AccountFault? Fault)> ConfirmAsync(Guid id, string key, string code)
    {
        IReadOnlyList<string> codes = [];
        AccountFault? fault = await accounts.ChangeAsync(id, async (users, _, account) =>
        {
            if (account.TwoFactorEnabled)
            {
                return AccountFault.NotFound;
            }

            // A new key has used none of its codes.
            account.LastTotpStep = 0;
            await users.SetAuthenticationTokenAsync(account, Provider, KeyName, key).ConfigureAwait(false);
            if (await TakeCodeAsync(users, account, code).ConfigureAwait(false) is { } refused)
            {
                return refused;
            }

            codes = await MakeCodesAsync(users, account).ConfigureAwait(false);
            return AccountStore.FaultOf(await users.SetTwoFactorEnabledAsync(account, enabled: true).ConfigureAwait(false));
        }).ConfigureAwait(false);
        return (fault is null ? codes : [], fault);
    }

    /// <summary>Uses a code of the app, or a recovery code.</summary>
    /// <returns>Null if it counts, and otherwise why it does not.</returns>
    public Task<AccountFault?> UseAsync(Guid id, string code) => accounts.ChangeAsync(id, async (users, _, account) =>
        !account.TwoFactorEnabled ? AccountFault.TwoFactorCodeWrong
        : IsOfApp(code) ? await TakeCodeAsync(users, account, code).ConfigureAwait(false)
        : (await users.RedeemTwoFactorRecoveryCodeAsync(account, RecoveryForm(code)).ConfigureAwait(false)).Succeeded ? null
        : AccountFault.TwoFactorCodeWrong);

    /// <summary>Makes new recovery codes; the earlier ones no longer count.</summary>
    public async Task<IReadOnlyList<string>> MakeRecoveryCodesAsync(Guid id)
    {
        IReadOnlyList<string> codes = [];
        await accounts.ChangeAsync(id, async (users, _, account) =>
        {
            codes = account.TwoFactorEnabled ? await MakeCodesAsync(users, account).ConfigureAwait(false) : [];
            return null;
        }).ConfigureAwait(false);
        return codes;
    }

    public Task<int> CountRecoveryCodesAsync(Guid id) => ReadAsync(id, (users, account) => users.CountRecoveryCodesAsync(account));

    /// <summary>Removes the key and the recovery codes, which ends the sessions of the account.</summary>
    public Task<AccountFault?> RemoveAsync(Guid id) => accounts.ChangeAsync(id, RemoveAsync);

    /// <summary>Removes the key, the recovery codes and the passkeys: for somebody who lost them.</summary>
    public Task<AccountFault?> ResetAsync(Guid id) => accounts.ChangeAsync(id, async (users, context, account) =>
    {
        await context.Set<IdentityUserPasskey<Guid>>().Where(row => row.UserId == id).ExecuteDeleteAsync().ConfigureAwait(false);
        return await RemoveAsync(users, context, account).ConfigureAwait(false);
    });

    /// <summary>Tells whether a text has the form of an app's code, and not of a recovery code.</summary>
    public static bool IsOfApp(string code) => Plain(code) is { Length: Totp.Digits } plain && plain.All(char.IsAsciiDigit);

    private static async Task<AccountFault?> RemoveAsync(UserManager<Account> users, ChatDbContext context, Account account)
    {
        await users.RemoveAuthenticationTokenAsync(account, Provider, KeyName).ConfigureAwait(false);
        await users.RemoveAuthenticationTokenAsync(account, Provider, RecoveryName).ConfigureAwait(false);
        return AccountStore.FaultOf(await users.SetTwoFactorEnabledAsync(account, enabled: false).ConfigureAwait(false));
    }

    private async Task<AccountFault?> TakeCodeAsync(UserManager<Account> users, Account account, string code)
    {
        long now = Totp.StepAt(time.GetUtcNow());
        if (Totp.IsAhead(account.LastTotpStep, now))
        {
            return AccountFault.ClockSetBack;
        }

        if (!IsOfApp(code) || await users.GetAuthenticatorKeyAsync(account).ConfigureAwait(false) is not { } key || Totp.Match(key, Plain(code), now) is not { } step)
        {
            return AccountFault.TwoFactorCodeWrong;
        }

        if (step <= account.LastTotpStep)
        {
            return AccountFault.TwoFactorCodeUsed;
        }

        account.LastTotpStep = step;
        return AccountStore.FaultOf(await users.UpdateAsync(account).ConfigureAwait(false));
    }

    private static async Task<IReadOnlyList<string>> MakeCodesAsync(UserManager<Account> users, Account account) =>
        [.. await users.GenerateNewTwoFactorRecoveryCodesAsync(account, RecoveryCodeCount).ConfigureAwait(false) ?? []];

    private static string Plain(string code) => string.Concat(code.Where(letter => !char.IsWhiteSpace(letter)));

    // XXXXX-XXXXX, whatever the case, and with or without the hyphen.
    private static string RecoveryForm(string code)
    {
        string letters = string.Concat(code.Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
        return letters.Length == 2 * RecoveryGroup ? $"{letters[..RecoveryGroup]}-{letters[RecoveryGroup..]}" : letters;
    }

    private async Task<T?> ReadAsync<T>(Guid id, Func<UserManager<Account>, Account, Task<T>> read)
    {
        using IServiceScope scope = scopes.CreateScope();
        UserManager<Account> users = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        return await users.FindByIdAsync(id.ToString()).ConfigureAwait(false) is { } account ? await read(users, account).ConfigureAwait(false) : default;
    }
}
