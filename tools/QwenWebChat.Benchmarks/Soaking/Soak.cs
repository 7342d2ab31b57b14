using Microsoft.Extensions.Logging.Abstractions;
using QwenWebChat.Inference.Engine;

namespace QwenWebChat.Benchmarks.Soaking;

/// <summary>
/// Runs random users on one engine in four phases; the first one is the warm-up. After each phase the users leave, and the
/// remaining state is compared with the state before.
/// </summary>
internal sealed class Soak(SoakSettings settings, TimeProvider clock, TextWriter output)
{
    private const int Leaked = 1;
    private const int PhaseCount = 4;

    private static readonly TimeSpan MaxReloadInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    private int _reloadCount;

    /// <summary>Runs the command <c>soak</c>, whose exit code 1 reports a leak.</summary>
    public static async Task<int> RunAsync(SoakSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> leaks = await new Soak(settings, TimeProvider.System, output.Text).RunAsync(cancellationToken).ConfigureAwait(false);
        foreach (string leak in leaks)
        {
            output.Text.WriteLine($"LEAK {leak}");
        }

        output.Text.WriteLine(leaks.Count == 0 ? "Nothing leaked." : $"{leaks.Count} leaks.");
        return leaks.Count == 0 ? 0 : Leaked;
    }

    /// <returns>One line for each leak; empty if there is none.</returns>
    /// <exception cref="Inference.Checkpoints.CheckpointException">The model does not exist or cannot be run.</exception>
    private async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
    {
        using InferenceEngine engine = new(new EngineOptions(), clock, NullLogger<InferenceEngine>.Instance);
        await LoadAsync(engine, cancellationToken).ConfigureAwait(false);
        SoakUser[] users = [.. Enumerable.Range(0, settings.Users).Select(number => new SoakUser(engine, number, settings.Seed, clock))];
        SoakState loaded = SoakState.Of(engine, 0);
        output.WriteLine($"loaded: {loaded}");
        List<string> leaks = [];
        SoakState? warm = null;
        for (int phase = 1; phase <= PhaseCount; phase++)
        {
            IReadOnlyList<string> failures = await RunPhaseAsync(engine, users, cancellationToken).ConfigureAwait(false);
            SoakState state = await SettleAsync(engine, users, cancellationToken).ConfigureAwait(false);
            output.WriteLine(FormattableString.Invariant(
                $"phase {phase} of {PhaseCount}: {users.Sum(user => user.AskedCount)} requests so far, {users.Sum(user => user.RefusedCount)} refused, {_reloadCount} reloads; {state}"));
            leaks.AddRange(failures.Concat(state.Leaks(loaded, warm, (long)settings.SlackMebibytes << 20)).Select(leak => FormattableString.Invariant($"in phase {phase}: {leak}")));
            warm ??= state;
            if (failures.Count > 0)
            {
                break;
            }
        }

        return leaks;
    }

    /// <returns>One line for each failure.</returns>
    private async Task<IReadOnlyList<string>> RunPhaseAsync(InferenceEngine engine, SoakUser[] users, CancellationToken cancellationToken)
    {
        TimeSpan length = TimeSpan.FromMinutes(settings.Minutes) / PhaseCount;
        using CancellationTokenSource timer = new(length, clock);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);

        // A failure of one user ends the phase for all.
        List<Task> tasks = [ReloadAsync(engine, length, stop.Token), .. users.Select(user => Task.Run(() => user.RunAsync(stop.Token), CancellationToken.None))];
        List<string> failures = [];
        while (tasks.Count > 0)
        {
            Task done = await Task.WhenAny(tasks).ConfigureAwait(false);
            tasks.Remove(done);
            if (done.Exception?.InnerException is { } exception)
            {
                failures.Add($"a request or a reload failed: {exception.GetType().Name}: {exception.Message}");
                await stop.CancelAsync().ConfigureAwait(false);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        return failures;
    }

    private async Task ReloadAsync(InferenceEngine engine, TimeSpan phase, CancellationToken stop)
    {
        TimeSpan every = phase / 2 < MaxReloadInterval ? phase / 2 : MaxReloadInterval;
        using PeriodicTimer timer = new(every, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                // Not cancelled, because the next phase needs a model.
                await LoadAsync(engine, CancellationToken.None).ConfigureAwait(false);
                _reloadCount++;
            }
        }
        catch (OperationCanceledException)
        {
            // The phase has ended.
        }
    }

    /// <summary>Waits, with a time limit, until everything that users left behind has ended; the rest is a leak.</summary>
    private async Task<SoakState> SettleAsync(InferenceEngine engine, SoakUser[] users, CancellationToken cancellationToken)
    {
        await Task.WhenAll(users.Select(user => user.SettleAsync())).ConfigureAwait(false);
        long begun = clock.GetTimestamp();
        while ((engine.ActiveRequestCount > 0 || engine.Snapshot.UsedTokens > 0) && clock.GetElapsedTime(begun) < Patience)
        {
            await Task.Delay(PollInterval, clock, cancellationToken).ConfigureAwait(false);
        }

        SoakState state = SoakState.Of(engine, users.Sum(user => user.EndlessCount));

        // The cache's memory becomes resident with use: only a new cache shows how much memory the rest takes.
        await LoadAsync(engine, cancellationToken).ConfigureAwait(false);
        return state with { ResidentBytes = SoakState.Of(engine, 0).ResidentBytes };
    }

    private Task LoadAsync(InferenceEngine engine, CancellationToken cancellationToken) =>
        engine.LoadAsync(settings.Engine.Model, settings.Engine.Options, progress: null, cancellationToken);
}
