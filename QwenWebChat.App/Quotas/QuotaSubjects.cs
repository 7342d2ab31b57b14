using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Quotas;

/// <summary>Lists what limits can be set for.</summary>
internal sealed class QuotaSubjects(IDbContextFactory<ChatDbContext> contexts)
{
    /// <summary>Returns the accounts by name, and the API keys that were not revoked by the names of their accounts and their own.</summary>
    public async Task<(IReadOnlyList<(Guid Id, string Name)> Accounts, IReadOnlyList<(Guid Id, string Name)> Keys)> ListAsync(CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateForAll();
        var accounts = await context.Accounts.OrderBy(row => row.Name).Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken).ConfigureAwait(false);
        var keys = await context.ApiKeys.Where(row => row.RevokedAt == null)
            .Join(context.Accounts, key => key.OwnerId, account => account.Id, (key, account) => new { key.Id, Name = account.Name + " · " + key.Name })
            .OrderBy(row => row.Name).ToListAsync(cancellationToken).ConfigureAwait(false);
        return ([.. accounts.Select(row => (row.Id, row.Name))], [.. keys.Select(row => (row.Id, row.Name))]);
    }
}
