using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>Measures how long one user waits for a token while another user's long prompt is prefilled.</summary>
internal static class Interference
{
    private const int SeedStride = 1000;

    /// <exception cref="ArgumentException">The first answer ended before the second user's prompt was prefilled.</exception>
    public static async Task RunAsync(InterferenceSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        using ServedEngine served = await ServedEngine.StartAsync(settings, cancellationToken).ConfigureAwait(false);
        settings.RequireFits(served.Model.ContextTokens);
        TimeProvider clock = TimeProvider.System;
        long begun = clock.GetTimestamp();
        TaskCompletionSource answering = new(TaskCreationOptions.RunContinuationsAsynchronously);
        GenerationStream stream = served.Submit("first", Prompt(settings.PromptTokens, 1), served.Model.ContextTokens - settings.PromptTokens, seed: 1);
        Task<GenerationUpdate.Finished> reading = served.ReadAsync(stream, cancellationToken, update => _ = update is GenerationUpdate.Token && answering.TrySetResult());
        await Task.WhenAny(reading, answering.Task).ConfigureAwait(false);
        await Task.Delay(TimeSpan.FromSeconds(settings.AfterSeconds), cancellationToken).ConfigureAwait(false);

        // The times at which each chunk of the second prompt was prefilled.
        List<TimeSpan> reads = [];
        TimeSpan came = clock.GetElapsedTime(begun);
        GenerationStream intruding = served.Submit("intruder", Prompt(settings.IntruderTokens, 2), 1, seed: 2);
        GenerationUpdate.Finished intruder = await served.ReadAsync(intruding, cancellationToken, Note).ConfigureAwait(false);
        stream.Cancel();
        GenerationUpdate.Finished first = await reading.ConfigureAwait(false);
        TimeSpan answered = came + intruder.Timings.TimeToFirstToken;
        if (first.Reason != FinishReason.Cancelled && first.Timings.TokenTimes[^1] < answered)
        {
            throw new ArgumentException("The first answer ended before the second prompt was prefilled: choose a smaller --after, --prompt or --intruder-prompt.");
        }

        InterferenceFigures figures = Figures(served.Model.Name, settings, first.Timings.TokenTimes, came, answered, reads);
        output.Write(figures, figures.Lines());

        void Note(GenerationUpdate update)
        {
            if (update is GenerationUpdate.PromptRead)
            {
                reads.Add(clock.GetElapsedTime(begun) - came);
            }
        }

        int[] Prompt(int count, int salt) => served.RandomIds(count, (settings.Seed * SeedStride) + salt);
    }

    private static InterferenceFigures Figures(
        string model, InterferenceSettings settings, IReadOnlyList<TimeSpan> tokens, TimeSpan came, TimeSpan answered, List<TimeSpan> reads)
    {
        (TimeSpan From, TimeSpan To)[] gaps = [.. tokens.Zip(tokens.Skip(1))];
        TimeSpan[] before = [.. gaps.Where(gap => gap.To <= came).Select(gap => gap.To - gap.From)];
        TimeSpan[] during = [.. gaps.Where(gap => gap.To > came && gap.From < answered).Select(gap => gap.To - gap.From)];
        TimeSpan[] steps = [.. reads.Zip(reads.Skip(1), (earlier, later) => later - earlier)];
        return new InterferenceFigures
        {
            Model = model,
            Settings = settings,
            MedianGapBefore = LatencyPercentiles.Of(before)?.P50 ?? 0,
            LongestGapBefore = before.DefaultIfEmpty().Max().TotalMilliseconds,
            StepCount = reads.Count,
            MedianStep = LatencyPercentiles.Of(steps.Length > 0 ? steps : reads)!.P50,
            LongestGap = during.DefaultIfEmpty().Max().TotalMilliseconds,
            IntruderTimeToFirstToken = (answered - came).TotalMilliseconds,
        };
    }
}
