using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;
using QwenWebChat.App.Models;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>How fast the loaded model has been lately, by the figures of an owner's answers.</summary>
internal sealed class AnswerPace(IDbContextFactory<ChatDbContext> contexts, IModelHost host)
{
    // Of a short prompt, most of the time to the first token is not reading.
    private const int LeastReadTokens = 100;
    private const int Remembered = 20;

    /// <returns>Null until there is an answer to go by.</returns>
    public async Task<SummaryPace?> FindAsync(Guid ownerId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateDbContext();
        string? model = host.Status.Name;
        var answers = await context.Messages
            .Where(row => row.Model == model && row.TokensPerSecond > 0 && row.TimeToFirstTokenMs > 0 && row.PromptTokens - (row.CachedTokens ?? 0) >= LeastReadTokens
                && context.Conversations.Any(conversation => conversation.Id == row.ConversationId && conversation.OwnerId == ownerId))
            .OrderByDescending(row => row.Number).Take(Remembered)
            .Select(row => new { Read = row.PromptTokens!.Value - (row.CachedTokens ?? 0), Milliseconds = row.TimeToFirstTokenMs!.Value, Speed = row.TokensPerSecond!.Value })
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        return answers.Count == 0 ? null : new SummaryPace(answers.Sum(answer => answer.Read) / (answers.Sum(answer => answer.Milliseconds) / 1000), answers.Average(answer => answer.Speed));
    }
}
