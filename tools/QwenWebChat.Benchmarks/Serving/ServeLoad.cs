using System.Diagnostics;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>Runs concurrent, independent users against a served model.</summary>
/// <param name="vocabularySize">The upper bound of the ids in random prompts.</param>
/// <param name="begin">Starts a conversation of the user with this number.</param>
internal sealed class ServeLoad(ServeSettings settings, int vocabularySize, Func<int, IConversation> begin)
{
    private const int SeedStride = 10_000;

    /// <summary>Runs the command <c>serve</c>, with the engine in this process or a server.</summary>
    public static async Task RunAsync(ServeSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        string model = settings.Engine.Model;
        if (settings.Url is { } address)
        {
            using HttpClient client = new() { Timeout = Timeout.InfiniteTimeSpan };
            ServeLoad load = new(settings, HttpConversation.VocabularySize, _ => new HttpConversation(client, address, model));
            (IReadOnlyList<RequestTimes> requests, TimeSpan elapsed) = await load.RunAsync(cancellationToken).ConfigureAwait(false);
            ServeReport.Write(output, model, address, settings, requests, elapsed.TotalSeconds, engine: null);
        }
        else
        {
            using ServedEngine served = await ServedEngine.StartAsync(settings.Engine, cancellationToken).ConfigureAwait(false);
            settings.RequireFits(served.Model.ContextTokens);
            ServeLoad load = new(settings, served.Model.Config.VocabularySize, user => new EngineConversation(served, user));
            (IReadOnlyList<RequestTimes> requests, TimeSpan elapsed) = await load.RunAsync(cancellationToken).ConfigureAwait(false);
            EngineFigures engine = EngineFigures.Between(served.Start, served.Engine.Snapshot, served.PeakUsedTokens);
            string server = $"{served.Model.FormatName} on {served.Model.DeviceName}, keys and values {served.Model.KvFormatName}";
            ServeReport.Write(output, served.Model.Name, server, settings, requests, elapsed.TotalSeconds, engine);
        }
    }

    private async Task<(IReadOnlyList<RequestTimes> Requests, TimeSpan Elapsed)> RunAsync(CancellationToken cancellationToken)
    {
        int[] shared = Ids(new Random(settings.Seed * SeedStride), settings.SharedTokens);
        long begun = Stopwatch.GetTimestamp();
        IEnumerable<Task<List<RequestTimes>>> users = Enumerable.Range(0, settings.Users).Select(user => RunUserAsync(user, shared, cancellationToken));
        List<RequestTimes>[] all = await Task.WhenAll(users).ConfigureAwait(false);
        return ([.. all.SelectMany(requests => requests)], Stopwatch.GetElapsedTime(begun));
    }

    private async Task<List<RequestTimes>> RunUserAsync(int user, int[] shared, CancellationToken cancellationToken)
    {
        Random random = new((settings.Seed * SeedStride) + user + 1);
        List<RequestTimes> requests = [];
        for (int request = 0; request < settings.Requests; request++)
        {
            IConversation conversation = begin(user);
            for (int turn = 0; turn < settings.Turns; turn++)
            {
                if (requests.Count > 0 && settings.ThinkSeconds > 0)
                {
                    await Task.Delay(TimeSpan.FromSeconds(settings.ThinkSeconds * (0.5 + random.NextDouble())), cancellationToken).ConfigureAwait(false);
                }

                int[] prompt = turn == 0 ? [.. shared, .. Ids(random, settings.PromptTokens - shared.Length)] : Ids(random, settings.PromptTokens);
                requests.Add(await conversation.AskAsync(prompt, settings.NewTokens, cancellationToken).ConfigureAwait(false));
            }
        }

        return requests;
    }

    private int[] Ids(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.Next(vocabularySize))];
}
