using QwenWebChat.Inference.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// Attention of a pass's rows to their segments, which reads keys and values in place. Query head h uses key/value head
/// h / (heads / kvHeads).
/// </summary>
internal interface ISegmentAttention
{
    /// <summary>The operator's name, such as <c>aten::_flash_attention_forward</c>.</summary>
    string Name { get; }

    /// <summary>True if the operator reads <see cref="SegmentPass.Grouped"/>.</summary>
    bool WantsGroups => false;

    /// <summary>
    /// The number of slots from which a segment with a single query should be split, so that more multiprocessors of a
    /// GPU share it; null if the operator splits it itself or splitting has no benefit.
    /// </summary>
    int? MaxSingleQuerySlots => null;

    /// <param name="q">The pass's rows, not yet scaled, [rows, heads, headSize], contiguous.</param>
    /// <param name="keys">The keys, [slots, kvHeads, headSize], in the queries' dtype; the values have the same shape and dtype.</param>
    /// <returns>
    /// The attention output for each row and head, [rows, heads, headSize], and the log-sum-exp of its scaled scores,
    /// [rows, heads], float32. The caller's scope owns them.
    /// </returns>
    (Tensor Output, Tensor LogSumExp) Attend(Tensor q, Tensor keys, Tensor values, SegmentPass pass);
}
