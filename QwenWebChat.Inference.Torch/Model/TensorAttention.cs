using QwenWebChat.Inference.Caching;
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
/// Attention of a batch's tokens to their cached sequences in libtorch, created once for each step. Keys and values are
/// read in place, in segments (docs/adr/0021).
/// </summary>
internal sealed class TensorAttention : IAttention
{
    private readonly TensorKvCache _cache;
    private readonly ISegmentAttention _attention;
    private readonly Tensor _slots;
    private readonly SegmentTable _segments;

    /// <summary>Prepares the step's segments. The tensors that it creates belong to the caller's scope.</summary>
    /// <param name="headCount">The number of query heads.</param>
    public TensorAttention(TensorKvCache cache, Batch batch, ISegmentAttention attention, int headCount)
    {
        _cache = cache;
        _attention = attention;
        long[] slots = [.. batch.Runs.SelectMany(run => Enumerable.Range(run.Tokens.Start, run.Tokens.Count)
            .Select(position => (long)AttentionPlan.Slot(run.Tokens.Blocks, position)))];
        _slots = Upload.Of(slots, cache.Device);
        _segments = new SegmentTable(
            AttentionPlan.Of(batch.Runs.Select(run => run.Tokens), cache.CopySlots, attention.MaxSingleQuerySlots),
            slots.Length,
            attention.WantsGroups ? headCount / cache.KvHeadCount : null,
            cache.Device);
    }

    /// <inheritdoc/>
    /// <param name="layer">The layer's number in the cache.</param>
    public Tensor Attend(int layer, Tensor q, Tensor k, Tensor v)
    {
        using DisposeScope scope = NewDisposeScope();
        _cache.Write(layer, _slots, k, v);
        Tensor queries = _cache.Queries(layer, q);
        List<(Tensor Output, Tensor LogSumExp)> results = [];
        foreach (SegmentRound round in _segments.Rounds)
        {
            // The copies of a round are freed with its scope.
            using DisposeScope copies = NewDisposeScope();
            (Tensor keys, Tensor values) = _cache.Read(layer, round.Slots);
            foreach (SegmentPass pass in round.Passes)
            {
                Tensor rows = pass.Queries is { } index ? queries.index_select(0, index) : queries;
                (Tensor output, Tensor sums) = _attention.Attend(rows, keys, values, pass);
                results.Add((output.MoveToOuterDisposeScope(), sums.MoveToOuterDisposeScope()));
            }
        }

        return _segments.Merge.Apply(results).to(q.dtype).reshape(q.size(0), -1).MoveToOuterDisposeScope();
    }
}
