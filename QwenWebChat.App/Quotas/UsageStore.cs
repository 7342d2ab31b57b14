using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Quotas;

/// <summary>The table of what accounts use. Thread-safe; each call has its own context.</summary>
internal sealed class UsageStore(IDbContextFactory<ChatDbContext> contexts)
{
    /// <summary>Adds to the rows of these accounts, keys and days, all or none. An account that was deleted meanwhile is left out.</summary>
    public async Task AddAsync(IReadOnlyCollection<TokenUsage> used, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        foreach (TokenUsage row in used)
        {
            await context.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "TokenUsages" ("AccountId", "Key", "Day", "PromptTokens", "NewTokens", "RequestCount")
                SELECT {row.AccountId}, {row.Key}, {row.Day}, {row.PromptTokens}, {row.NewTokens}, {row.RequestCount}
                WHERE EXISTS (SELECT 1 FROM "Accounts" WHERE "Id" = {row.AccountId})
                ON CONFLICT ("AccountId", "Key", "Day") DO UPDATE SET
                    "PromptTokens" = "PromptTokens" + excluded."PromptTokens",
                    "NewTokens" = "NewTokens" + excluded."NewTokens",
                    "RequestCount" = "RequestCount" + excluded."RequestCount"
                """,
                cancellationToken).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the rows since a day, and those of a later day that a clock which was wrong has left.</summary>
    public async Task<IReadOnlyList<TokenUsage>> ListAsync(DateOnly since, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        return await context.TokenUsages.AsNoTracking().Where(row => row.Day >= since).ToListAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes the rows before a day.</summary>
    public async Task DeleteBeforeAsync(DateOnly day, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        await context.TokenUsages.Where(row => row.Day < day).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
    }
}
