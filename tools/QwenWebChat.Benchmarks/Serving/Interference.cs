using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>Measures how long one user waits for a token while another user's long prompt is prefilled.</summary>
internal sealed class Interference(ServedEngine served, InterferenceSettings settings, TimeProvider clock)
{
    private const int SeedStride = 1000;

    private readonly TaskCompletionSource _answering = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <exception cref="ArgumentException">The first answer ended before the second user's prompt was prefilled.</exception>
    public async Task<InterferenceFigures> MeasureAsync(CancellationToken cancellationToken)
    {
        settings.RequireFits(served.Model.ContextTokens);
        long begun = clock.GetTimestamp();
        GenerationStream stream = served.Submit("first", Prompt(settings.PromptTokens, 1), served.Model.ContextTokens - settings.PromptTokens, seed: 1);
        Task<GenerationUpdate.Finished> reading = ReadFirstAsync(stream, cancellationToken);
        await Task.WhenAny(reading, _answering.Task).ConfigureAwait(false);
        await Task.Delay(TimeSpan.FromSeconds(settings.AfterSeconds), clock, cancellationToken).ConfigureAwait(false);

        TimeSpan came = clock.GetElapsedTime(begun);
        (List<TimeSpan> reads, RequestRecord intruder) = await IntrudeAsync(cancellationToken).ConfigureAwait(false);
        stream.Cancel();
        GenerationUpdate.Finished first = await reading.ConfigureAwait(false);
        TimeSpan answered = came + intruder.TimeToFirstToken!.Value;
        if (first.Reason != FinishReason.Abort && first.TokenTimes[^1] < answered)
        {
            throw new ArgumentException("The first answer ended before the second prompt was prefilled: choose a smaller --after, --prompt or --intruder-prompt.");
        }

        return Figures(first.TokenTimes, came, answered, reads);
    }

    private async Task<GenerationUpdate.Finished> ReadFirstAsync(GenerationStream stream, CancellationToken cancellationToken)
    {
        await foreach (GenerationUpdate update in stream.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (update is GenerationUpdate.Finished finished)
            {
                return finished;
            }

            if (update is GenerationUpdate.Token)
            {
                _answering.TrySetResult();
            }
        }

        throw new InvalidOperationException("A stream ended without its last update.");
    }

    /// <returns>The times at which each chunk of the prompt was prefilled, from its arrival.</returns>
    private async Task<(List<TimeSpan> Reads, RequestRecord Record)> IntrudeAsync(CancellationToken cancellationToken)
    {
        long begun = clock.GetTimestamp();
        List<TimeSpan> reads = [];
        await foreach (GenerationUpdate update in served.Submit("intruder", Prompt(settings.IntruderTokens, 2), 1, seed: 2).WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (update is GenerationUpdate.PromptRead)
            {
                reads.Add(clock.GetElapsedTime(begun));
            }
            else if (update is GenerationUpdate.Finished finished)
            {
                return (reads, finished.Record);
            }
        }

        throw new InvalidOperationException("A stream ended without its last update.");
    }

    private InterferenceFigures Figures(IReadOnlyList<TimeSpan> tokens, TimeSpan came, TimeSpan answered, List<TimeSpan> reads)
    {
        (TimeSpan From, TimeSpan To)[] gaps = [.. tokens.Zip(tokens.Skip(1))];
        TimeSpan[] before = [.. gaps.Where(gap => gap.To <= came).Select(gap => gap.To - gap.From)];
        TimeSpan[] during = [.. gaps.Where(gap => gap.To > came && gap.From < answered).Select(gap => gap.To - gap.From)];
        TimeSpan[] steps = [.. reads.Zip(reads.Skip(1), (earlier, later) => later - earlier)];
        return new InterferenceFigures
        {
            Model = served.Model.Name,
            Settings = settings,
            MedianGapBefore = Percentiles.Of(before)?.P50 ?? 0,
            LongestGapBefore = before.DefaultIfEmpty().Max().TotalMilliseconds,
            StepCount = reads.Count,
            MedianStep = Percentiles.Of(steps.Length > 0 ? steps : reads)!.P50,
            LongestGap = during.DefaultIfEmpty().Max().TotalMilliseconds,
            IntruderTimeToFirstToken = (answered - came).TotalMilliseconds,
        };
    }

    private int[] Prompt(int count, int salt)
    {
        Random random = new((settings.Seed * SeedStride) + salt);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(served.Model.Config.VocabularySize))];
    }
}
