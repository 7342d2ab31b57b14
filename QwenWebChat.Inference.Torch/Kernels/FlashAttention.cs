using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// FlashAttention 2 (Dao 2023) on Ampere and newer GPUs, for half precisions. Given explicit key counts, it accepts any
/// key offsets, so segments may lie anywhere in the cache; its causal mask lets the last query see the last key; it
/// supports grouped-query attention.
/// </summary>
internal sealed class FlashAttention : ISegmentAttention
{
    private const string Source = """
        def attend(q, k, v, query_offsets, first_slots, slot_counts, max_queries: int, max_slots: int, causal: bool):
            r = torch._flash_attention_forward(
                q, k, v, query_offsets, first_slots, max_queries, max_slots, 0.0, causal, False, seqused_k=slot_counts)
            return r[0], r[1]

        """;

    // Compiled once, and only on devices where it is probed.
    private static readonly Lazy<jit.CompilationUnit> Unit = new(() => jit.compile(Source));

    public string Name => "aten::_flash_attention_forward";

    public (Tensor Output, Tensor LogSumExp) Attend(Tensor q, Tensor keys, Tensor values, SegmentPass pass)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor output, Tensor sums) = Unit.Value.invoke<(Tensor, Tensor)>(
            "attend", q, keys, values, pass.QueryOffsets, pass.FirstSlots, pass.SlotCounts, pass.MaxQueryCount, pass.MaxSlotCount, pass.IsCausal);
        // Shape: [heads, rows].
        return (output.MoveToOuterDisposeScope(), sums.transpose(0, 1).MoveToOuterDisposeScope());
    }
}
