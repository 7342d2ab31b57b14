using System.Globalization;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Accounts.Provider;

/// <summary>The accounts of people at the provider, bound to issuer and subject and to nothing else: an e-mail address may get another owner.</summary>
internal sealed class ProviderAccounts(AccountStore accounts, GroupStore groups, IServiceScopeFactory scopes, IOptions<ProviderOptions> options, TimeProvider time)
{
    private const int MaxNamesakes = 100;

    /// <summary>Finds the account of a person, or makes one where the settings say so, and gives it the role and the groups of the person.</summary>
    /// <returns>The account with what was changed; or the outcome for a person who is not let in.</returns>
    public async Task<(ProviderEntry? Entry, SignInOutcome Outcome)> EnterAsync(ProviderPerson person)
    {
        ProviderEntry? entry = null;
        SignInOutcome outcome = SignInOutcome.Succeeded;
        await accounts.ChangeAsync(async (users, _) =>
        {
            Account? account = await users.FindByLoginAsync(person.Issuer, person.Subject).ConfigureAwait(false);
            outcome = account is { IsPaused: true } ? SignInOutcome.Paused
                : !person.IsAllowed ? SignInOutcome.ProviderNotAllowed
                : account is null && !options.Value.CreatesAccounts ? SignInOutcome.ProviderUnknown
                : SignInOutcome.Succeeded;
            bool isNew = account is null;
            if (outcome == SignInOutcome.Succeeded && (account ?? await CreateAsync(users, person).ConfigureAwait(false)) is { } known)
            {
                entry = new ProviderEntry(known.Id, known.Name, isNew, isNew || person.Role is null || person.Role == known.Role ? null : person.Role);
            }

            return null;
        }).ConfigureAwait(false);
        // The last administrator stays one, whatever the provider says.
        if (entry is { NewRole: { } role } && await accounts.SetRoleAsync(entry.Id, role).ConfigureAwait(false) is not null)
        {
            entry = entry with { NewRole = null };
        }

        if (entry is not null && person.Groups is { } names)
        {
            await groups.SetGroupsOfAsync(entry.Id, names).ConfigureAwait(false);
        }

        return (entry, outcome);
    }

    /// <summary>Binds an account to a person.</summary>
    public Task<AccountFault?> LinkAsync(Guid id, ProviderPerson person) => accounts.ChangeAsync(id, async (users, context, account) =>
        await users.FindByLoginAsync(person.Issuer, person.Subject).ConfigureAwait(false) is not null
            || await context.Set<IdentityUserLogin<Guid>>().AnyAsync(row => row.UserId == id).ConfigureAwait(false)
            ? AccountFault.ProviderTaken
            : AccountStore.FaultOf(await users.AddLoginAsync(account, LoginOf(person)).ConfigureAwait(false)));

    /// <summary>Takes away the person that an account is bound to. An account without a password keeps its own, or nobody could use it.</summary>
    public Task<AccountFault?> UnlinkAsync(Guid id) => accounts.ChangeAsync(id, async (_, context, account) =>
        account.PasswordHash is null || await context.Set<IdentityUserLogin<Guid>>().Where(row => row.UserId == id).ExecuteDeleteAsync().ConfigureAwait(false) == 0
            ? AccountFault.NotFound
            : null);

    /// <summary>Tells whether an account is bound to a person.</summary>
    public async Task<bool> IsLinkedAsync(Guid id)
    {
        using IServiceScope scope = scopes.CreateScope();
        return await scope.ServiceProvider.GetRequiredService<ChatDbContext>().Set<IdentityUserLogin<Guid>>().AnyAsync(row => row.UserId == id).ConfigureAwait(false);
    }

    private async Task<Account?> CreateAsync(UserManager<Account> users, ProviderPerson person)
    {
        string name = person.Name;
        for (int count = 2; await users.FindByNameAsync(name).ConfigureAwait(false) is not null; count++)
        {
            if (count > MaxNamesakes)
            {
                throw new InvalidOperationException($"More than {MaxNamesakes} accounts have names like '{person.Name}'.");
            }

            string ending = string.Create(CultureInfo.InvariantCulture, $" {count}");
            name = person.Name[..Math.Min(person.Name.Length, NameRules.MaxLength - ending.Length)].Trim() + ending;
        }

        DateTimeOffset now = time.GetStoredNow();
        Account account = new() { Id = Guid.CreateVersion7(now), Name = name, Role = person.Role ?? AccountRole.Member, CreatedAt = now };
        AccountFault? fault = AccountStore.FaultOf(await users.CreateAsync(account).ConfigureAwait(false))
            ?? AccountStore.FaultOf(await users.AddLoginAsync(account, LoginOf(person)).ConfigureAwait(false));
        return fault is null ? account : throw new InvalidOperationException($"The account of a person at the provider was refused: {fault}.");
    }

    private UserLoginInfo LoginOf(ProviderPerson person) => new(person.Issuer, person.Subject, options.Value.Name);
}
