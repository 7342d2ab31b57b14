using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>Measures how long one user waits for a token while another user's long prompt is prefilled.</summary>
internal static class Interference
{
    private const int SeedStride = 1000;

    /// <exception cref="ArgumentException">The first answer ended before the second user's prompt was prefilled.</exception>
    public static async Task RunAsync(InterferenceSettings settings, CommandOutput output, CancellationToken cancellationToken)
    {
        using ServedEngine served = await ServedEngine.StartAsync(settings.Engine, cancellationToken).ConfigureAwait(false);
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
        TimeSpan answered = came + intruder.Record.TimeToFirstToken!.Value;
        if (first.Reason != FinishReason.Abort && first.TokenTimes[^1] < answered)
        {
            throw new ArgumentException("The first answer ended before the second prompt was prefilled: choose a smaller --after, --prompt or --intruder-prompt.");
        }

        Write(output, served.Model.Name, settings, first.TokenTimes, came, answered, reads);

        void Note(GenerationUpdate update)
        {
            if (update is GenerationUpdate.PromptRead)
            {
                reads.Add(clock.GetElapsedTime(begun));
            }
        }

        int[] Prompt(int count, int salt)
        {
            Random random = new((settings.Seed * SeedStride) + salt);
            return [.. Enumerable.Range(0, count).Select(_ => random.Next(served.Model.Config.VocabularySize))];
        }
    }

    // Writes times in milliseconds.
    private static void Write(
        CommandOutput output, string model, InterferenceSettings settings, IReadOnlyList<TimeSpan> tokens, TimeSpan came, TimeSpan answered, List<TimeSpan> reads)
    {
        TimeSpan[] before = [.. tokens.Zip(tokens.Skip(1)).Where(gap => gap.Second <= came).Select(gap => gap.Second - gap.First)];
        TimeSpan[] during = [.. tokens.Zip(tokens.Skip(1)).Where(gap => gap.Second > came && gap.First < answered).Select(gap => gap.Second - gap.First)];
        IEnumerable<TimeSpan> steps = reads.Count > 1 ? reads.Zip(reads.Skip(1), (earlier, later) => later - earlier) : reads.Select(read => read - came);
        (double medianGapBefore, double longestGapBefore) = (LatencyPercentiles.Of(before)?.P50 ?? 0, before.DefaultIfEmpty().Max().TotalMilliseconds);
        double medianStep = LatencyPercentiles.Of(steps)!.P50;
        double longestGap = during.DefaultIfEmpty().Max().TotalMilliseconds;
        double intruderTimeToFirstToken = (answered - came).TotalMilliseconds;

        // About 1 if every user gets a token in each step.
        double longestGapSteps = longestGap / medianStep;
        output.Write(
            new { model, settings, medianGapBefore, longestGapBefore, stepCount = reads.Count, medianStep, longestGap, intruderTimeToFirstToken, longestGapSteps },
            [
                $"{model}, a prompt of {settings.IntruderTokens} tokens while an answer comes",
                $"gap before    {medianGapBefore,8:0.0} ms median, {longestGapBefore:0.0} at most",
                $"step          {medianStep,8:0.0} ms median of the {reads.Count} that read the prompt",
                $"gap           {longestGap,8:0.0} ms at most, {longestGapSteps:0.0} steps",
                $"first token   {intruderTimeToFirstToken,8:0.0} ms for the long prompt",
            ]);
    }
}
