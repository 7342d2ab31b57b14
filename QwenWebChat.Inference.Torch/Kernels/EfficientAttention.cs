using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// CUTLASS's memory-efficient attention, which also runs on older GPUs and in float32. It does not support
/// grouped-query attention: the queries of a group become extra rows, as in <see cref="GroupedSegments"/>, so that keys
/// and values are not repeated.
/// </summary>
internal sealed class EfficientAttention : ISegmentAttention
{
    private const int NoMask = 0;

    // The causal mask is aligned so that the last query of a segment sees its last key.
    private const int CausalFromBottomRight = 2;

    private const string Source = """
        def attend(q, k, v, query_offsets, first_slots, slot_counts, max_queries: int, max_slots: int, mask: int):
            r = torch._efficient_attention_forward(
                q, k, v, None, query_offsets, first_slots, max_queries, max_slots, 0.0, mask, True, seqlen_k=slot_counts)
            return r[0], r[1]

        """;

    // Compiled once, and only on devices where it is probed.
    private static readonly Lazy<jit.CompilationUnit> Unit = new(() => jit.compile(Source));

    public string Name => "aten::_efficient_attention_forward";

    public bool WantsGroups => true;

    // A head of a segment is one thread block: a single long sequence would use only four of a GPU's multiprocessors.
    public int? MaxSingleQuerySlots => 512;

    public (Tensor Output, Tensor LogSumExp) Attend(Tensor q, Tensor keys, Tensor values, SegmentPass pass)
    {
        using DisposeScope scope = NewDisposeScope();
        GroupedSegments grouped = pass.Grouped!;
        (Tensor output, Tensor sums) = Unit.Value.invoke<(Tensor, Tensor)>(
            "attend",
            Rows(q, keys.size(1), pass.IsCausal),
            keys.unsqueeze(0),
            values.unsqueeze(0),
            grouped.QueryOffsets,
            grouped.FirstSlots,
            grouped.SlotCounts,
            grouped.MaxQueryCount,
            pass.MaxSlotCount,
            pass.IsCausal ? CausalFromBottomRight : NoMask);
        return (
            Heads(output.squeeze(0), q.shape, pass.IsCausal).MoveToOuterDisposeScope(),
            Heads(Unpadded(sums, grouped).unsqueeze(-1), [q.size(0), q.size(1), 1], pass.IsCausal).squeeze(-1).MoveToOuterDisposeScope());
    }

    /// <param name="q">The queries, [rows, heads, size].</param>
    /// <returns>The rearranged queries, [1, rows * group, kvHeads, size], or [1, group * rows, kvHeads, size] if causal.</returns>
    internal static Tensor Rows(Tensor q, long kvHeads, bool isCausal)
    {
        (long rows, long heads, long size) = (q.size(0), q.size(1), q.size(2));
        Tensor grouped = q.view(rows, kvHeads, heads / kvHeads, size);
        return (isCausal ? grouped.permute(2, 0, 1, 3) : grouped.permute(0, 2, 1, 3)).reshape(1, -1, kvHeads, size);
    }

    /// <summary>Reverses <see cref="Rows"/>.</summary>
    /// <param name="rows">The rearranged rows, [rows * group, kvHeads, size], or [group * rows, kvHeads, size] if causal.</param>
    /// <param name="shape">The original shape, [rows, heads, size].</param>
    internal static Tensor Heads(Tensor rows, long[] shape, bool isCausal)
    {
        long kvHeads = rows.size(1);
        long group = shape[1] / kvHeads;
        return (isCausal
            ? rows.view(group, shape[0], kvHeads, shape[2]).permute(1, 2, 0, 3)
            : rows.view(shape[0], group, kvHeads, shape[2]).permute(0, 2, 1, 3)).reshape(shape);
    }

    /// <param name="sums">The padded log-sum-exps, [segments, kvHeads, padded rows].</param>
    /// <returns>The log-sum-exps without padding, [rows, kvHeads].</returns>
    internal static Tensor Unpadded(Tensor sums, GroupedSegments grouped)
    {
        if (sums.size(2) != grouped.PaddedCount)
        {
            throw new InvalidOperationException($"The log-sum-exps are padded to {sums.size(2)} rows, not {grouped.PaddedCount}.");
        }

        return sums.transpose(1, 2).reshape(-1, sums.size(1)).index_select(0, grouped.PaddedRows);
    }
}
