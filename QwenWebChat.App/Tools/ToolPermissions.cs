using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Tools;

/// <summary>Stores which tools of other programs an owner has allowed for good. A permission holds for one tool of one origin.</summary>
internal sealed class ToolPermissions(IDbContextFactory<ChatDbContext> contexts, TimeProvider time)
{
    public async Task<bool> IsAllowedAsync(Guid ownerId, IChatTool tool, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        return await context.ToolPermissions.AnyAsync(row => row.Tool == tool.Declaration.Name && row.Origin == tool.Origin, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the names of the given tools that are allowed.</summary>
    public async Task<IReadOnlySet<string>> ListAsync(Guid ownerId, IEnumerable<IChatTool> tools, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        List<ToolPermission> rows = await context.ToolPermissions.AsNoTracking().ToListAsync(cancellationToken).ConfigureAwait(false);
        return tools.Where(tool => rows.Exists(row => row.Tool == tool.Declaration.Name && row.Origin == tool.Origin)).Select(tool => tool.Declaration.Name).ToHashSet();
    }

    /// <summary>Allows a tool; a permission for the same name with another origin ends.</summary>
    public async Task AllowAsync(Guid ownerId, IChatTool tool, CancellationToken cancellationToken = default)
    {
        string name = tool.Declaration.Name;
        await ForgetAsync(ownerId, name, cancellationToken).ConfigureAwait(false);
        using ChatDbContext context = contexts.CreateFor(ownerId);
        context.Add(new ToolPermission { OwnerId = ownerId, Tool = name, Origin = tool.Origin ?? "", AllowedAt = time.GetStoredNow() });
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Has a tool asked for again.</summary>
    public async Task ForgetAsync(Guid ownerId, string name, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        await context.ToolPermissions.Where(row => row.Tool == name).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false);
    }
}
