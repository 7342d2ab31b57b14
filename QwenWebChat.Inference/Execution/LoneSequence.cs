using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Inference.Execution;

/// <summary>A sequence on a runner without an engine: for benchmarks, evaluation and tests of a model.</summary>
/// <param name="blocks">The blocks for its keys and values, enough for all its tokens.</param>
internal sealed class LoneSequence(ModelRunner runner, int[] blocks)
{
    /// <summary>Creates the only sequence of a runner, with all of its blocks.</summary>
    public LoneSequence(ModelRunner runner)
        : this(runner, [.. Enumerable.Range(0, runner.Memory.BlockCount)])
    {
    }

    /// <summary>The number of tokens run since the last <see cref="Clear"/>.</summary>
    public int Length { get; private set; }

    /// <summary>The YaRN factor of the context.</summary>
    public int YarnFactor { get; init; } = 1;

    /// <summary>Runs the next token of each sequence in one step.</summary>
    /// <returns>One row for each sequence; valid until the next step.</returns>
    public static IStepLogits RunTogether(ModelRunner runner, IReadOnlyList<LoneSequence> sequences, int[] ids)
    {
        BatchRun[] runs = [.. sequences.Select((sequence, row) => sequence.Next(1, row))];
        IStepLogits logits = runner.Run(new Batch(ids, runs, [.. Enumerable.Range(0, ids.Length)]));
        foreach (LoneSequence sequence in sequences)
        {
            sequence.Length++;
        }

        return logits;
    }

    /// <summary>Removes all tokens from the sequence.</summary>
    public void Clear() => Length = 0;

    /// <summary>Appends tokens, in steps as large as the runner allows.</summary>
    /// <returns>The logits after the last of them, [vocabulary]; valid until the next step, free to overwrite.</returns>
    public Span<float> Run(scoped ReadOnlySpan<int> ids)
    {
        while (ids.Length > runner.MaxStepTokens)
        {
            Step(ids[..runner.MaxStepTokens], []);
            ids = ids[runner.MaxStepTokens..];
        }

        return Step(ids, [ids.Length - 1]).Row(0);
    }

    /// <summary>Appends tokens in one step.</summary>
    /// <returns>The logits after each of them; valid until the next step.</returns>
    public IStepLogits RunAll(scoped ReadOnlySpan<int> ids) => Step(ids, [.. Enumerable.Range(0, ids.Length)]);

    private IStepLogits Step(scoped ReadOnlySpan<int> ids, int[] logitRows)
    {
        IStepLogits logits = runner.Run(new Batch(ids.ToArray(), [Next(ids.Length, 0)], logitRows));
        Length += ids.Length;
        return logits;
    }

    private BatchRun Next(int count, int firstRow) => new(new AttentionRun(blocks, Length, count, firstRow), YarnFactor);
}
