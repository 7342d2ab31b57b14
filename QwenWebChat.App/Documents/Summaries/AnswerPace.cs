using Microsoft.EntityFrameworkCore;
using QwenWebChat.App.Data;
using QwenWebChat.App.Models;

namespace QwenWebChat.App.Documents.Summaries;

/// <summary>Measures the recent speed of the loaded model by an owner's answers.</summary>
internal sealed class AnswerPace(IDbContextFactory<ChatDbContext> contexts, IModelHost host)
{
    // For a short prompt, prefill is a small part of the time to the first token.
    private const int MinReadTokens = 100;
    private const int Remembered = 20;

    /// <returns>The speed; null if there are no answers yet.</returns>
    public async Task<SummaryPace?> FindAsync(Guid ownerId, CancellationToken cancellationToken = default)
    {
        using ChatDbContext context = contexts.CreateFor(ownerId);
        string? model = host.Status.Name;
        var answers = await context.Messages
            .Where(row => row.Model == model && row.TokensPerSecond > 0 && row.TimeToFirstTokenMs > 0 && row.PromptTokens - (row.CachedTokens ?? 0) >= MinReadTokens)
            .OrderByDescending(row => row.Number).Take(Remembered)
            .Select(row => new { Read = row.PromptTokens!.Value - (row.CachedTokens ?? 0), Milliseconds = row.TimeToFirstTokenMs!.Value, Speed = row.TokensPerSecond!.Value })
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        return answers.Count == 0 ? null : new SummaryPace(answers.Sum(answer => answer.Read) / (answers.Sum(answer => answer.Milliseconds) / 1000), answers.Average(answer => answer.Speed));
    }
}
