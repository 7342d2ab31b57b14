using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;

namespace QwenWebChat.Benchmarks.Speculation;

/// <summary>The median time of a step with some tokens of one sequence, as when a draft is verified.</summary>
/// <param name="TokenCount">The number of tokens, the first of which is no draft.</param>
internal sealed record StepCost(int TokenCount, double Seconds)
{
    private static readonly int[] TokenCounts = [.. Enumerable.Range(1, SpeculationSettings.MaxDraftTokens + 1)];

    /// <summary>Measures steps of all sizes in turns, so that a change of the machine's speed affects all of them.</summary>
    public static IReadOnlyList<StepCost> Measure(SpeculationSettings settings)
    {
        using Checkpoint checkpoint = Checkpoint.Open(settings.Engine.Model);
        using ModelRunner runner = ModelRunner.Load(checkpoint, settings.Engine.Options);
        int[] ids = [.. Enumerable.Range(0, settings.ContextTokens + TokenCounts[^1]).Select(i => i * 7919 % runner.Config.VocabularySize)];
        int[] blocks = [.. Enumerable.Range(0, runner.Memory.BlockCount)];
        new LoneSequence(runner, blocks).Run(ids.AsSpan(0, settings.ContextTokens));
        Run(TokenCounts[^1]);
        double[][] rounds = [.. Enumerable.Range(0, settings.Repeats).Select(_ => Array.ConvertAll(TokenCounts, count => Timing.Seconds(() => Run(count))))];
        return [.. TokenCounts.Select((count, i) => new StepCost(count, Timing.Of(rounds.Select(round => round[i])).Median))];

        void Run(int count) => runner.Run(new Batch(
            ids[settings.ContextTokens..(settings.ContextTokens + count)],
            [new BatchRun(new AttentionRun(blocks, settings.ContextTokens, count, 0), 1)],
            [.. Enumerable.Range(0, count)]));
    }
}
