using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>A conversation with the engine in this process; the times are those of the engine.</summary>
internal sealed class EngineConversation(ServedEngine served, int user) : IConversation
{
    private readonly List<int> _ids = [];

    public async Task<RequestTimes> AskAsync(IReadOnlyList<int> ids, int newTokens, CancellationToken cancellationToken)
    {
        _ids.AddRange(ids);
        for (int refusals = 0; ; refusals++)
        {
            try
            {
                GenerationStream stream = served.Submit($"user {user}", [.. _ids], newTokens, (ulong)user);
                GenerationUpdate.Finished end = await served.ReadAsync(stream, cancellationToken, Add).ConfigureAwait(false);
                return new RequestTimes(end.Record.PromptTokens, end.Record.NewTokens, end.Record.CachedTokens, end.TokenTimes, end.Record.EndToEnd, refusals);
            }
            catch (EngineUnavailableException exception) when (exception.RetryAfter is { } wait)
            {
                await Task.Delay(wait, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void Add(GenerationUpdate update)
    {
        if (update is GenerationUpdate.Token token)
        {
            _ids.Add(token.Id);
        }
    }
}
