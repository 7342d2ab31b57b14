using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>Reads and stores the system prompt and settings with which an owner's new conversations start.</summary>
internal sealed class ChatDefaults(IDbContextFactory<ChatDbContext> contexts)
{
    public async Task<ChatSetup> GetAsync(Guid ownerId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        Owner? owner = await context.Owners.AsNoTracking().SingleOrDefaultAsync(row => row.Id == ownerId, cancellationToken).ConfigureAwait(false);
        return owner is null ? ChatSetup.None : new ChatSetup(owner.SystemPrompt, owner.Settings);
    }

    public async Task SetAsync(Guid ownerId, ChatSetup setup, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        await context.Owners.Where(row => row.Id == ownerId)
            .ExecuteUpdateAsync(row => row.SetProperty(to => to.SystemPrompt, setup.SystemPrompt).SetProperty(to => to.Settings, setup.Settings), cancellationToken)
            .ConfigureAwait(false);
    }
}
