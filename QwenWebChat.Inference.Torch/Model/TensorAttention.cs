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
    private readonly SegmentTable _segments;

    /// <summary>Prepares the step's segments. The tensors that it creates belong to the caller's scope.</summary>
    /// <param name="headCount">The number of query heads.</param>
    public TensorAttention(TensorKvCache cache, Batch batch, ISegmentAttention attention, int headCount)
    {
        _cache = cache;
        _attention = attention;
        long[] slots = [.. batch.Runs.SelectMany(run => Enumerable.Range(run.Tokens.Start, run.Tokens.Count)
            .Select(position => (long)AttentionPlan.Slot(run.Tokens.Blocks, position)))];
        Slots = Upload.Of(slots, cache.Device);
        _segments = new SegmentTable(
            AttentionPlan.Of(batch.Runs.Select(run => run.Tokens), cache.CopySlots, attention.MaxSingleQuerySlots),
            slots.Length,
            attention.WantsGroups ? headCount / cache.KvHeadCount : null,
            cache.Device);
    }

    /// <summary>The slots of the step's tokens, int64, [tokens].</summary>
    public Tensor Slots { get; }

    /// <summary>Returns a layer's keys and values, [slots, kvHeads, headSize] each; the cache owns them.</summary>
    /// <param name="layer">The layer's number in the cache.</param>
    public (Tensor Keys, Tensor Values) Cached(int layer) => _cache.Read(layer, slots: null);

    /// <inheritdoc/>
    /// <param name="layer">The layer's number in the cache.</param>
    public Tensor Attend(int layer, Tensor q, Tensor k, Tensor v)
    {
        using DisposeScope scope = NewDisposeScope();
        _cache.Write(layer, Slots, k, v);
        return AttendCached(layer, _cache.Queries(layer, q), q.dtype).MoveToOuterDisposeScope();
    }

    /// <summary>Computes attention to keys and values that are all in the cache.</summary>
    /// <param name="layer">The layer's number in the cache.</param>
    /// <param name="queries">The queries in the cache's form, [tokens, heads, headSize].</param>
    /// <param name="dtype">The dtype of the result.</param>
    /// <returns>The attention output, [tokens, heads * headSize].</returns>
    public Tensor AttendCached(int layer, Tensor queries, ScalarType dtype)
    {
        using DisposeScope scope = NewDisposeScope();
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

        Tensor merged = _segments.Merge.Apply(results);
        return (merged.dtype == dtype ? merged : merged.to(dtype)).reshape(queries.size(0), -1).MoveToOuterDisposeScope();
    }
}
