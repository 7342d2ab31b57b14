using Microsoft.EntityFrameworkCore;

namespace QwenWebChat.App.Data;

/// <summary>Makes contexts for an owner. A context that is made otherwise sees no row that belongs to somebody.</summary>
internal static class OwnerContexts
{
    /// <summary>Makes a context that sees the rows of one owner, and those that belong to nobody.</summary>
    public static ChatDbContext CreateFor(this IDbContextFactory<ChatDbContext> contexts, Guid ownerId)
    {
        ChatDbContext context = contexts.CreateDbContext();
        context.OwnerId = ownerId;
        return context;
    }

    /// <summary>
    /// Makes a context that sees the rows of all owners: for figures of the administrator, for upkeep, and for work whose owner was
    /// checked when it began.
    /// </summary>
    public static ChatDbContext CreateForAll(this IDbContextFactory<ChatDbContext> contexts)
    {
        ChatDbContext context = contexts.CreateDbContext();
        context.SeesAllOwners = true;
        return context;
    }
}
