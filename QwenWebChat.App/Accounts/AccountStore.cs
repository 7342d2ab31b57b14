using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts;

/// <summary>
/// Makes and changes accounts: one change at a time, each in a transaction, so that what a change depends on still holds when it is
/// stored. It is then seen by <see cref="AccountDirectory"/>. A change returns null if it succeeded, and otherwise why it did not.
/// </summary>
internal sealed class AccountStore(IServiceScopeFactory scopes, AccountDirectory directory, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _changing = new(1);

    /// <summary>A part of a change, with Identity's rules and the database.</summary>
    internal delegate Task<AccountFault?> Change(UserManager<Account> users, ChatDbContext context);

    /// <summary>A part of a change of one account.</summary>
    internal delegate Task<AccountFault?> ChangeOne(UserManager<Account> users, ChatDbContext context, Account account);

    /// <summary>Lists all accounts by name.</summary>
    public async Task<IReadOnlyList<AccountView>> ListAsync(CancellationToken cancellationToken = default)
    {
        using IServiceScope scope = scopes.CreateScope();
        ChatDbContext context = scope.ServiceProvider.GetRequiredService<ChatDbContext>();
        return await context.Accounts.OrderBy(row => row.NormalizedUserName)
            .Select(row => new AccountView(
                row.Id, row.Name, row.Role, row.IsPaused, row.CreatedAt, row.LastSignInAt, row.TwoFactorEnabled || context.Set<IdentityUserPasskey<Guid>>().Any(passkey => passkey.UserId == row.Id)))
            .ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the local account the first administrator: everything that was made before belongs to it.</summary>
    public Task<AccountFault?> CreateFirstAdministratorAsync(string name, string password) => ChangeAsync((users, _) =>
        directory.HasAdministrator ? Task.FromResult<AccountFault?>(AccountFault.AlreadySetUp) : BecomeAdministratorAsync(users, name, password));

    /// <summary>
    /// Makes an administrator from the terminal: the first one as above, and a new account if there is one already. The setting that
    /// leaves the sign-in to a provider does not concern it.
    /// </summary>
    public Task<AccountFault?> CreateRescueAsync(string name, string password) => ChangeAsync(async (users, _) =>
    {
        AccountFault? fault = await (directory.HasAdministrator ? CreateAsync(users, name, password, AccountRole.Administrator) : BecomeAdministratorAsync(users, name, password)).ConfigureAwait(false);
        if (fault is null)
        {
            Account account = (await users.FindByNameAsync(name.Trim()).ConfigureAwait(false))!;
            account.IsRescue = true;
            fault = FaultOf(await users.UpdateAsync(account).ConfigureAwait(false));
        }

        return fault;
    });

    /// <summary>Makes an account.</summary>
    public Task<AccountFault?> CreateAsync(string name, string password, AccountRole role) => ChangeAsync((users, _) => CreateAsync(users, name, password, role));

    /// <summary>Sets a password, which ends all sessions.</summary>
    public Task<AccountFault?> SetPasswordAsync(Guid id, string password) => ChangeAsync(id, (users, _, account) => SetPasswordAsync(users, account, password));

    /// <summary>Sets the password of the account with a name.</summary>
    public Task<AccountFault?> SetPasswordAsync(string name, string password) => ChangeAsync(async (users, _) =>
        await users.FindByNameAsync(name.Trim()).ConfigureAwait(false) is { } account ? await SetPasswordAsync(users, account, password).ConfigureAwait(false) : AccountFault.NotFound);

    /// <summary>Ends all sessions of an account.</summary>
    public Task<AccountFault?> SignOutEverywhereAsync(Guid id) => ChangeAsync(id, (users, _, account) => EndSessionsAsync(users, account));

    /// <summary>Changes the role of an account, which ends its sessions.</summary>
    public Task<AccountFault?> SetRoleAsync(Guid id, AccountRole role) => ChangeAsync(id, async (users, context, account) =>
    {
        if (role != AccountRole.Administrator && await IsLastAsync(context, account).ConfigureAwait(false))
        {
            return AccountFault.LastAdministrator;
        }

        account.Role = role;
        return await EndSessionsAsync(users, account).ConfigureAwait(false);
    });

    /// <summary>Pauses an account, which ends its sessions, or resumes it.</summary>
    public Task<AccountFault?> SetPausedAsync(Guid id, bool isPaused) => ChangeAsync(id, async (users, context, account) =>
    {
        if (isPaused && await IsLastAsync(context, account).ConfigureAwait(false))
        {
            return AccountFault.LastAdministrator;
        }

        account.IsPaused = isPaused;
        return await EndSessionsAsync(users, account).ConfigureAwait(false);
    });

    /// <summary>Deletes an account with all rows that belong to it.</summary>
    public Task<AccountFault?> DeleteAsync(Guid id) => ChangeAsync(id, async (_, context, account) =>
    {
        string user = id.ToString();
        if (await IsLastAsync(context, account).ConfigureAwait(false))
        {
            return AccountFault.LastAdministrator;
        }

        // The figures of its requests stay, without their prompts.
        await context.ServedRequests.IgnoreQueryFilters().Where(row => row.Record.UserId == user && row.PromptText != null)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.PromptText, (string?)null)).ConfigureAwait(false);
        await context.Accounts.Where(row => row.Id == id).ExecuteDeleteAsync().ConfigureAwait(false);
        return null;
    });

    /// <summary>Records a sign-in.</summary>
    public Task<AccountFault?> NoteSignInAsync(Guid id) => ChangeAsync(id, async (users, _, account) =>
    {
        account.LastSignInAt = time.GetStoredNow();
        return FaultOf(await users.UpdateAsync(account).ConfigureAwait(false));
    });

    public void Dispose() => _changing.Dispose();

    /// <summary>Runs a change while no other runs.</summary>
    internal async Task<AccountFault?> ChangeAsync(Change change)
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            using IServiceScope scope = scopes.CreateScope();
            ChatDbContext context = scope.ServiceProvider.GetRequiredService<ChatDbContext>();
            using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync().ConfigureAwait(false);
            if (await change(scope.ServiceProvider.GetRequiredService<UserManager<Account>>(), context).ConfigureAwait(false) is { } fault)
            {
                return fault;
            }

            await transaction.CommitAsync().ConfigureAwait(false);
            directory.Refresh();
            return null;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Runs a change of one account while no other runs.</summary>
    internal Task<AccountFault?> ChangeAsync(Guid id, ChangeOne change) => ChangeAsync(async (users, context) =>
        await users.FindByIdAsync(id.ToString()).ConfigureAwait(false) is { } account ? await change(users, context, account).ConfigureAwait(false) : AccountFault.NotFound);

    /// <summary>Makes an account as a part of a change.</summary>
    internal async Task<AccountFault?> CreateAsync(UserManager<Account> users, string name, string password, AccountRole role)
    {
        DateTimeOffset now = time.GetStoredNow();
        Account account = new() { Id = Guid.CreateVersion7(now), Name = name.Trim(), Role = role, CreatedAt = now };
        return FaultOf(await users.CreateAsync(account, password).ConfigureAwait(false));
    }

    /// <summary>Sets a password as a part of a change.</summary>
    internal static async Task<AccountFault?> SetPasswordAsync(UserManager<Account> users, Account account, string password)
    {
        account.PasswordHash = null;
        return FaultOf(await users.AddPasswordAsync(account, password).ConfigureAwait(false));
    }

    private static async Task<AccountFault?> BecomeAdministratorAsync(UserManager<Account> users, string name, string password)
    {
        Account local = (await users.FindByIdAsync(Account.LocalId.ToString()).ConfigureAwait(false))!;
        (local.Name, local.Role, local.IsPaused) = (name.Trim(), AccountRole.Administrator, false);
        return await SetPasswordAsync(users, local, password).ConfigureAwait(false);
    }

    private static async Task<AccountFault?> EndSessionsAsync(UserManager<Account> users, Account account) =>
        FaultOf(await users.UpdateSecurityStampAsync(account).ConfigureAwait(false));

    private static async Task<bool> IsLastAsync(ChatDbContext context, Account account) =>
        account is { Role: AccountRole.Administrator, IsPaused: false } && !await context.Accounts
            .AnyAsync(row => row.Id != account.Id && row.Role == AccountRole.Administrator && !row.IsPaused && row.PasswordHash != null).ConfigureAwait(false);

    /// <summary>Returns the fault of a result; null if it succeeded.</summary>
    internal static AccountFault? FaultOf(IdentityResult result) => result.Succeeded ? null
        : result.Errors.First().Code switch
        {
            nameof(IdentityErrorDescriber.DuplicateUserName) => AccountFault.NameTaken,
            nameof(IdentityErrorDescriber.InvalidUserName) => AccountFault.NameInvalid,
            string code => Enum.TryParse(code, out AccountFault fault) ? fault : throw new InvalidOperationException($"An account was refused: {code}."),
        };
}
