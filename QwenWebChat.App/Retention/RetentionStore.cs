using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Retention;

/// <summary>
/// The number of days for which an account's conversations are kept after their last message: the fewest that the server, the
/// account's groups and the account itself name.
/// </summary>
internal sealed class RetentionStore(IDbContextFactory<ChatDbContext> contexts, IOptions<RetentionOptions> options)
{
    /// <summary>The largest number of days that a group may name.</summary>
    public int MaxDays => options.Value.ConversationDays ?? RetentionOptions.MaxDays;

    /// <summary>Returns the days that hold for each account that has any.</summary>
    public async Task<IReadOnlyDictionary<Guid, int>> ListAsync(CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        Dictionary<Guid, int?> ofGroups = await context.GroupMembers.Join(context.Groups, row => row.GroupId, group => group.Id, (row, group) => new { row.AccountId, group.RetentionDays })
            .GroupBy(row => row.AccountId, row => row.RetentionDays).Select(group => new { group.Key, Days = group.Min() })
            .ToDictionaryAsync(group => group.Key, group => group.Days, cancellationToken).ConfigureAwait(false);
        var accounts = await context.Accounts.Select(row => new { row.Id, row.RetentionDays }).ToListAsync(cancellationToken).ConfigureAwait(false);
        return accounts.Select(account => (account.Id, Days: Fewest(options.Value.ConversationDays, Fewest(ofGroups.GetValueOrDefault(account.Id), account.RetentionDays))))
            .Where(account => account.Days is not null).ToDictionary(account => account.Id, account => account.Days!.Value);
    }

    /// <summary>Returns the days that the server and an account's groups name, of which the account may choose fewer; null if they name none.</summary>
    public async Task<int?> FindImposedAsync(Guid accountId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        int? ofGroups = await context.GroupMembers.Where(row => row.AccountId == accountId).Join(context.Groups, row => row.GroupId, group => group.Id, (row, group) => group.RetentionDays)
            .MinAsync(cancellationToken).ConfigureAwait(false);
        return Fewest(options.Value.ConversationDays, ofGroups);
    }

    /// <summary>Returns the days that an account chose; null for none.</summary>
    public async Task<int?> FindOwnAsync(Guid accountId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        return await context.Accounts.Where(row => row.Id == accountId).Select(row => row.RetentionDays).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets the days of an account; null for those imposed on it. Returns false, and changes nothing, for less than a day or more days than imposed.</summary>
    public async Task<bool> SetOwnAsync(Guid accountId, int? days, CancellationToken cancellationToken = default)
    {
        if (days < 1 || days > (await FindImposedAsync(accountId, cancellationToken).ConfigureAwait(false) ?? RetentionOptions.MaxDays))
        {
            return false;
        }

        using ChatDbContext context = contexts.CreateDbContext();
        return await context.Accounts.Where(row => row.Id == accountId)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.RetentionDays, days), cancellationToken).ConfigureAwait(false) > 0;
    }

    /// <summary>Sets the days of a group's members, from 1 to <see cref="MaxDays"/>; null for those of the server.</summary>
    /// <returns>Null if it succeeded, and otherwise why nothing was changed.</returns>
    public async Task<GroupFault?> SetOfGroupAsync(Guid groupId, int? days, CancellationToken cancellationToken = default)
    {
        if (days < 1 || days > MaxDays)
        {
            return GroupFault.RetentionInvalid;
        }

        using ChatDbContext context = contexts.CreateDbContext();
        return await context.Groups.Where(row => row.Id == groupId)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.RetentionDays, days), cancellationToken).ConfigureAwait(false) > 0 ? null : GroupFault.NotFound;
    }

    private static int? Fewest(int? one, int? other) => one is null || other < one ? other : one;
}
