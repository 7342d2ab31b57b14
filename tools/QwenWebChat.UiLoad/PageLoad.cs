using QwenWebChat.Benchmarks;

namespace QwenWebChat.UiLoad;

/// <summary>Opens the pages, sends a request on each, and measures while all answers stream.</summary>
/// <param name="app">A scripted app on this machine, whose timestamps are comparable with this process's.</param>
internal sealed class PageLoad(Uri app, UiSettings settings, TimeProvider time)
{
    // A browser takes longer to open a page; opening more at once would measure a burst.
    private const int OpenedAtOnce = 4;

    // The app compiles and initializes everything before the load.
    private const int WarmUpWords = 60;
    private static readonly TimeSpan MaxSettleTime = TimeSpan.FromSeconds(5);

    /// <summary>Runs the command <c>ui</c>, with a new app or one that runs already.</summary>
    public static async Task RunAsync(UiSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        await using AppProcess? started = settings.Url is null ? await AppProcess.StartAsync(settings.TokensPerSecond, cancellationToken).ConfigureAwait(false) : null;
        UiFigures figures = await new PageLoad(started?.Address ?? new Uri(settings.Url!), settings, TimeProvider.System).RunAsync(cancellationToken).ConfigureAwait(false);
        output.Write(figures, figures.Lines());
    }

    /// <exception cref="IOException">A page failed.</exception>
    private async Task<UiFigures> RunAsync(CancellationToken cancellationToken)
    {
        using ScriptedAppClient client = new(app);
        await WarmUpAsync(client, cancellationToken).ConfigureAwait(false);
        ProcessFigures empty = await client.ProcessAsync(cancellationToken).ConfigureAwait(false);
        List<ChatCircuit> circuits = [.. Enumerable.Range(1, settings.Circuits).Select(number => new ChatCircuit(app, number, time))];
        try
        {
            ParallelOptions few = new() { MaxDegreeOfParallelism = OpenedAtOnce, CancellationToken = cancellationToken };
            long begun = time.GetTimestamp();
            await Parallel.ForEachAsync(circuits, few, async (circuit, token) => await circuit.OpenAsync(token).ConfigureAwait(false)).ConfigureAwait(false);
            TimeSpan opening = time.GetElapsedTime(begun);
            ProcessFigures open = await client.ProcessAsync(cancellationToken).ConfigureAwait(false);

            // All at once, so that the updates that each request causes on all pages are merged.
            begun = time.GetTimestamp();
            await Task.WhenAll(circuits.Select(circuit => circuit.AskAsync(cancellationToken))).ConfigureAwait(false);
            TimeSpan asking = time.GetElapsedTime(begun);
            UiFigures figures = await MeasureAsync(client, circuits, empty, open, cancellationToken).ConfigureAwait(false);
            return figures with { OpeningSeconds = opening.TotalSeconds, AskingSeconds = asking.TotalSeconds };
        }
        finally
        {
            await Parallel.ForEachAsync(circuits, CancellationToken.None, async (circuit, _) => await circuit.DisposeAsync().ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    private async Task WarmUpAsync(ScriptedAppClient client, CancellationToken cancellationToken)
    {
        await using ChatCircuit circuit = new(app, 0, time);
        await circuit.OpenAsync(cancellationToken).ConfigureAwait(false);
        await circuit.AskAsync(cancellationToken).ConfigureAwait(false);
        await circuit.ReadAsync(WarmUpWords, cancellationToken).ConfigureAwait(false);
        await client.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<UiFigures> MeasureAsync(
        ScriptedAppClient client, List<ChatCircuit> circuits, ProcessFigures empty, ProcessFigures open, CancellationToken cancellationToken)
    {
        TimeSpan length = TimeSpan.FromSeconds(settings.Seconds);
        await Task.Delay(length < MaxSettleTime ? length : MaxSettleTime, time, cancellationToken).ConfigureAwait(false);
        ProcessFigures before = await client.ProcessAsync(cancellationToken).ConfigureAwait(false);
        LoadMark begin = LoadMark.Now(time, circuits);
        await Task.Delay(length, time, cancellationToken).ConfigureAwait(false);
        LoadMark end = LoadMark.Now(time, circuits);
        ProcessFigures after = await client.ProcessAsync(cancellationToken).ConfigureAwait(false);
        await client.StopAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<int, long[]> emissions = await client.EmissionsAsync(cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(circuits.Select((circuit, index) => circuit.ReadAsync(emissions[index + 1].Length, cancellationToken))).ConfigureAwait(false);
        return new UiFigures
        {
            Settings = settings,
            Stream = StreamFigures.Of(circuits, emissions, begin, end, time),
            ServerCores = (after.ProcessorSeconds - before.ProcessorSeconds) / end.SecondsSince(begin, time),
            ClientCores = end.ProcessorSecondsSince(begin) / end.SecondsSince(begin, time),
            OpenMemory = CircuitMemory.Between(empty, open, settings.Circuits),
            StreamingMemory = CircuitMemory.Between(empty, after, settings.Circuits),
        };
    }
}
