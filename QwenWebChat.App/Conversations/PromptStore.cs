using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;

namespace QwenWebChat.App.Conversations;

/// <summary>
/// Stores the prompts that an owner saved for reuse. A prompt of another owner or a deleted one is reported as not found:
/// null or false.
/// </summary>
internal sealed class PromptStore(IDbContextFactory<ChatDbContext> contexts, TimeProvider time)
{
    /// <summary>Lists the prompts by title.</summary>
    public async Task<IReadOnlyList<PromptView>> ListAsync(Guid ownerId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        List<PromptView> prompts = await context.Prompts
            .Select(row => new PromptView(row.Id, row.Title, row.Text)).ToListAsync(cancellationToken).ConfigureAwait(false);
        prompts.Sort((one, other) => StringComparer.CurrentCultureIgnoreCase.Compare(one.Title, other.Title));
        return prompts;
    }

    /// <summary>Adds a new prompt, or a deleted one under its old id. Returns null for a blank title or text.</summary>
    public async Task<PromptView?> AddAsync(Guid ownerId, string title, string text, Guid? id = null, CancellationToken cancellationToken = default)
    {
        if (ConversationTitle.Clean(title) is not { } clean || string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        using ChatDbContext context = contexts.CreateFor(ownerId);
        DateTimeOffset now = time.GetStoredNow();
        SavedPrompt prompt = new() { Id = id ?? Guid.CreateVersion7(now), OwnerId = ownerId, Title = clean, Text = text, UpdatedAt = now };
        context.Add(prompt);
        await context.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
        return new PromptView(prompt.Id, clean, text);
    }

    /// <summary>Updates a prompt. Returns false for a blank title or text too.</summary>
    public async Task<bool> UpdateAsync(Guid ownerId, PromptView prompt, CancellationToken cancellationToken = default)
    {
        if (ConversationTitle.Clean(prompt.Title) is not { } clean || string.IsNullOrWhiteSpace(prompt.Text))
        {
            return false;
        }

        using ChatDbContext context = contexts.CreateFor(ownerId);
        DateTimeOffset now = time.GetStoredNow();
        return await context.Prompts.Where(row => row.Id == prompt.Id).ExecuteUpdateAsync(
            row => row.SetProperty(to => to.Title, clean).SetProperty(to => to.Text, prompt.Text).SetProperty(to => to.UpdatedAt, now),
            cancellationToken).ConfigureAwait(false) > 0;
    }

    public async Task<bool> DeleteAsync(Guid ownerId, Guid id, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        return await context.Prompts.Where(row => row.Id == id).ExecuteDeleteAsync(cancellationToken).ConfigureAwait(false) > 0;
    }
}
