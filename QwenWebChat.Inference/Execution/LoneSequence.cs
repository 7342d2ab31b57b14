using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;

namespace QwenWebChat.Inference.Execution;

/// <summary>One sequence at a time on a runner that serves nobody else: for measuring, evaluating and testing a model.</summary>
internal sealed class LoneSequence(ModelRunner runner)
{
    private readonly int[] _blocks = [.. Enumerable.Range(0, runner.Memory.BlockCount)];

    /// <summary>Tokens run since the last <see cref="Clear"/>.</summary>
    public int Length { get; private set; }

    /// <summary>How far the context is stretched.</summary>
    public int YarnFactor { get; init; } = 1;

    /// <summary>Forgets what was run.</summary>
    public void Clear() => Length = 0;

    /// <summary>Runs tokens that follow those before, in steps as large as the runner takes.</summary>
    /// <returns>The logits after the last of them, [vocabulary]; valid until the next step, free to overwrite.</returns>
    public Span<float> Run(ReadOnlySpan<int> ids)
    {
        while (ids.Length > runner.MaxStepTokens)
        {
            Step(ids[..runner.MaxStepTokens], []);
            ids = ids[runner.MaxStepTokens..];
        }

        return Step(ids, [ids.Length - 1]);
    }

    /// <summary>Runs tokens in one step.</summary>
    /// <returns>The logits after every one of them, [tokens, vocabulary].</returns>
    public Span<float> RunAll(ReadOnlySpan<int> ids) => Step(ids, [.. Enumerable.Range(0, ids.Length)]);

    private Span<float> Step(ReadOnlySpan<int> ids, int[] logitRows)
    {
        Span<float> logits = runner.Run(new Batch(ids.ToArray(), [new BatchRun(new AttentionRun(_blocks, Length, ids.Length, 0), YarnFactor)], logitRows));
        Length += ids.Length;
        return logits;
    }
}
