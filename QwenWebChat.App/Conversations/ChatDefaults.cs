using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>Reads and stores the setup with which an owner's new conversations start.</summary>
internal sealed class ChatDefaults(IDbContextFactory<ChatDbContext> contexts)
{
    public async Task<ChatSetup> GetAsync(Guid ownerId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        Account? owner = await context.Accounts.AsNoTracking().SingleOrDefaultAsync(row => row.Id == ownerId, cancellationToken).ConfigureAwait(false);
        return owner is null ? ChatSetup.None : new ChatSetup(owner.SystemPrompt, owner.Settings) { Format = owner.OutputFormat, Tools = owner.Tools };
    }

    public async Task SetAsync(Guid ownerId, ChatSetup setup, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        await context.Accounts.Where(row => row.Id == ownerId)
            .ExecuteUpdateAsync(
                row => row.SetProperty(to => to.SystemPrompt, setup.SystemPrompt).SetProperty(to => to.Settings, setup.Settings)
                    .SetProperty(to => to.OutputFormat, setup.Format).SetProperty(to => to.Tools, setup.Tools),
                cancellationToken)
            .ConfigureAwait(false);
    }
}
