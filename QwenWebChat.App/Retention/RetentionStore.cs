using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Retention;

/// <summary>
/// The number of days for which an account's conversations are kept after their last message: the fewest that the server and the
/// account itself name. A later source of days, such as a group, belongs into <see cref="ListAsync"/>.
/// </summary>
internal sealed class RetentionStore(IDbContextFactory<ChatDbContext> contexts, IOptions<RetentionOptions> options)
{
    /// <summary>The days of all accounts; null if the server deletes nothing by itself.</summary>
    public int? ServerDays => options.Value.ConversationDays;

    /// <summary>Returns the days that hold for each account that has any.</summary>
    public async Task<IReadOnlyDictionary<Guid, int>> ListAsync(CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        var accounts = await context.Accounts.Select(row => new { row.Id, row.RetentionDays }).ToListAsync(cancellationToken).ConfigureAwait(false);
        return accounts.Select(account => (account.Id, Days: Fewest(ServerDays, account.RetentionDays)))
            .Where(account => account.Days is not null).ToDictionary(account => account.Id, account => account.Days!.Value);
    }

    /// <summary>Returns the days that an account chose; null for none.</summary>
    public async Task<int?> FindOwnAsync(Guid accountId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        return await context.Accounts.Where(row => row.Id == accountId).Select(row => row.RetentionDays).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets the days of an account; null for those of the server. Returns false, and changes nothing, for less than a day or more days than the server's.</summary>
    public async Task<bool> SetOwnAsync(Guid accountId, int? days, CancellationToken cancellationToken = default)
    {
        if (days < 1 || days > (ServerDays ?? RetentionOptions.MaxDays))
        {
            return false;
        }

        using ChatDbContext context = contexts.CreateDbContext();
        return await context.Accounts.Where(row => row.Id == accountId)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.RetentionDays, days), cancellationToken).ConfigureAwait(false) > 0;
    }

    private static int? Fewest(int? one, int? other) => one is null || other < one ? other : one;
}
