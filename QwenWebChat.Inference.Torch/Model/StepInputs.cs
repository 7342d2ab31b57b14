using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>
/// The inputs that the layers of a step share, on each device: rotations, slots, segments. They do not depend on the
/// token ids, so they can be prepared while the previous step is still computed.
/// </summary>
internal sealed class StepInputs : IDisposable
{
    private readonly Batch _batch;
    private readonly IReadOnlyList<IDisposable> _tensors;

    private StepInputs(Batch batch, ForwardContext[] contexts, IReadOnlyList<IDisposable> tensors)
    {
        (_batch, Contexts, _tensors) = (batch, contexts, tensors);
    }

    /// <summary>The context of each device.</summary>
    public ForwardContext[] Contexts { get; }

    /// <param name="make">Creates the contexts of a batch. The result takes ownership of their tensors.</param>
    public static StepInputs Make(Batch batch, Func<Batch, ForwardContext[]> make)
    {
        using DisposeScope scope = NewDisposeScope();
        ForwardContext[] contexts = make(batch);
        IDisposable[] tensors = [.. scope.DisposablesView];
        scope.Detach(tensors);
        return new StepInputs(batch, contexts, tensors);
    }

    /// <summary>
    /// Predicts the next step if every sequence continues by one token: its runs, without ids. Null if it cannot be
    /// predicted: a prefill is not finished, or a sequence needs a new block.
    /// </summary>
    public static Batch? Following(Batch batch)
    {
        if (batch.LogitRows.Length != batch.Runs.Count)
        {
            return null;
        }

        List<BatchRun> runs = [];
        foreach (BatchRun run in batch.Runs)
        {
            int position = run.Tokens.Start + run.Tokens.Count;
            if (position >= run.Tokens.Blocks.Length * KvBlockLayout.Tokens)
            {
                return null;
            }

            runs.Add(run with { Tokens = new AttentionRun(run.Tokens.Blocks, position, 1, runs.Count) });
        }

        return new Batch(new int[runs.Count], runs, [.. Enumerable.Range(0, runs.Count)]);
    }

    /// <summary>Returns whether these inputs match a batch, regardless of its ids.</summary>
    public bool Fit(Batch batch) =>
        batch.Runs.Count == _batch.Runs.Count && batch.Runs.Zip(_batch.Runs).All(pair => IsSame(pair.First, pair.Second));

    public void Dispose()
    {
        foreach (IDisposable tensor in _tensors)
        {
            tensor.Dispose();
        }
    }

    private static bool IsSame(BatchRun a, BatchRun b)
    {
        if (a.YarnFactor != b.YarnFactor || (a.Tokens.Start, a.Tokens.Count, a.Tokens.FirstRow) != (b.Tokens.Start, b.Tokens.Count, b.Tokens.FirstRow))
        {
            return false;
        }

        int blocks = (a.Tokens.Start + a.Tokens.Count + KvBlockLayout.Tokens - 1) / KvBlockLayout.Tokens;
        return a.Tokens.Blocks.AsSpan(0, blocks).SequenceEqual(b.Tokens.Blocks.AsSpan(0, blocks));
    }
}
