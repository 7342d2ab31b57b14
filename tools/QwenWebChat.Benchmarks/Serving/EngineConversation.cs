using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>A conversation with the engine in this process; the times are those of the engine.</summary>
internal sealed class EngineConversation(ServedEngine served, int user, TimeProvider clock) : IConversation
{
    private readonly List<int> _ids = [];

    public async Task<RequestTimes> AskAsync(IReadOnlyList<int> ids, int newTokens, CancellationToken cancellationToken)
    {
        _ids.AddRange(ids);
        (GenerationStream stream, int refusals) = await SubmitAsync(newTokens, cancellationToken).ConfigureAwait(false);
        GenerationUpdate.Finished? end = null;
        await foreach (GenerationUpdate update in stream.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            served.NoteOccupancy();
            if (update is GenerationUpdate.Token token)
            {
                _ids.Add(token.Id);
            }
            else if (update is GenerationUpdate.Finished last)
            {
                end = last;
            }
        }

        return end is null ? throw new InvalidOperationException("A stream ended without its last update.") : new RequestTimes
        {
            PromptTokens = end.Record.PromptTokens,
            NewTokens = end.Record.NewTokens,
            CachedTokens = end.Record.CachedTokens,
            TokenTimes = end.TokenTimes,
            Finished = end.Record.EndToEnd,
            RefusalCount = refusals,
        };
    }

    private async Task<(GenerationStream Stream, int RefusalCount)> SubmitAsync(int newTokens, CancellationToken cancellationToken)
    {
        for (int refusals = 0; ; refusals++)
        {
            TimeSpan wait;
            try
            {
                return (served.Submit($"user {user}", [.. _ids], newTokens, (ulong)user), refusals);
            }
            catch (EngineUnavailableException exception) when (exception.RetryAfter is not null)
            {
                wait = exception.RetryAfter.Value;
            }

            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        }
    }
}
