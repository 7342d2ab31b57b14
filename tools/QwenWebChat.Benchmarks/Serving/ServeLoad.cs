namespace QwenWebChat.Benchmarks.Serving;

/// <summary>Runs concurrent, independent users against a served model.</summary>
/// <param name="vocabularySize">The upper bound of the ids in random prompts.</param>
/// <param name="begin">Starts a conversation of the user with this number.</param>
internal sealed class ServeLoad(ServeSettings settings, int vocabularySize, Func<int, IConversation> begin, TimeProvider clock)
{
    private const int SeedStride = 10_000;

    /// <returns>All requests, and the time from the first one to the end of the last one.</returns>
    public async Task<(IReadOnlyList<RequestTimes> Requests, TimeSpan Elapsed)> RunAsync(CancellationToken cancellationToken)
    {
        int[] shared = Ids(new Random(settings.Seed * SeedStride), settings.SharedTokens);
        long begun = clock.GetTimestamp();
        IReadOnlyList<RequestTimes>[] all = await Task.WhenAll(
            Enumerable.Range(0, settings.Users).Select(user => RunUserAsync(user, shared, cancellationToken))).ConfigureAwait(false);
        return ([.. all.SelectMany(requests => requests)], clock.GetElapsedTime(begun));
    }

    private async Task<IReadOnlyList<RequestTimes>> RunUserAsync(int user, int[] shared, CancellationToken cancellationToken)
    {
        Random random = new((settings.Seed * SeedStride) + user + 1);
        List<RequestTimes> requests = [];
        for (int request = 0; request < settings.Requests; request++)
        {
            IConversation conversation = begin(user);
            for (int turn = 0; turn < settings.Turns; turn++)
            {
                if (requests.Count > 0)
                {
                    await ThinkAsync(random, cancellationToken).ConfigureAwait(false);
                }

                int[] prompt = turn == 0 ? [.. shared, .. Ids(random, settings.PromptTokens - shared.Length)] : Ids(random, settings.PromptTokens);
                requests.Add(await conversation.AskAsync(prompt, settings.NewTokens, cancellationToken).ConfigureAwait(false));
            }
        }

        return requests;
    }

    private Task ThinkAsync(Random random, CancellationToken cancellationToken) => settings.ThinkSeconds == 0
        ? Task.CompletedTask
        : Task.Delay(TimeSpan.FromSeconds(settings.ThinkSeconds * (0.5 + random.NextDouble())), clock, cancellationToken);

    private int[] Ids(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(vocabularySize))];
}
