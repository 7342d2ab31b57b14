using QwenWebChat.Inference.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>Attention of a pass's rows to their segments, which reads keys and values where they lie. Query head h uses key/value head h / (heads / kvHeads).</summary>
internal interface ISegmentAttention
{
    /// <summary>The operator, such as <c>aten::_flash_attention_forward</c>.</summary>
    string Name { get; }

    /// <summary>Whether it reads <see cref="SegmentPass.Grouped"/>.</summary>
    bool WantsGroups => false;

    /// <summary>
    /// Slots from which on a single query's segment is better cut in pieces, which more processors of a card then share; null
    /// where the operator shares it itself, or nobody does.
    /// </summary>
    int? LongestSingle => null;

    /// <param name="q">The pass's rows, not yet scaled, [rows, heads, headSize], contiguous.</param>
    /// <param name="keys">[slots, kvHeads, headSize], of the queries' dtype; as are the values.</param>
    /// <returns>
    /// For each row and head the mixed values, [rows, heads, headSize], and the natural logarithm of the sum of its
    /// exponentiated, scaled scores, [rows, heads], float32. The caller's scope owns them.
    /// </returns>
    (Tensor Output, Tensor LogSumExp) Attend(Tensor q, Tensor keys, Tensor values, SegmentPass pass);
}
