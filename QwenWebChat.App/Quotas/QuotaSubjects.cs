using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Quotas;

/// <summary>Lists what limits can be set for.</summary>
internal sealed class QuotaSubjects(IDbContextFactory<ChatDbContext> contexts)
{
    /// <summary>Returns the accounts by name, and the API keys that were used in the months that are stored.</summary>
    public async Task<(IReadOnlyList<(Guid Id, string Name)> Accounts, IReadOnlyList<string> Keys)> ListAsync(CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        var accounts = await context.Accounts.OrderBy(row => row.Name).Select(row => new { row.Id, row.Name }).ToListAsync(cancellationToken).ConfigureAwait(false);
        List<string> keys = await context.TokenUsages.Where(row => row.Key != "").Select(row => row.Key).Distinct().OrderBy(key => key).ToListAsync(cancellationToken).ConfigureAwait(false);
        return ([.. accounts.Select(row => (row.Id, row.Name))], keys);
    }
}
