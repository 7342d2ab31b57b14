using QwenWebChat.Inference.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// A pass for kernels without grouped-query attention: there are as many query heads as key/value heads, and the
/// queries of a group become additional rows. Without a mask they are adjacent, row * group + member; if causal, each
/// member has a segment of its own, member * rows + row.
/// </summary>
/// <param name="QueryOffsets">Int32, the first row of each segment, and the total, [segments + 1].</param>
/// <param name="FirstSlots">Int32, the first slot of each segment, [segments + 1]; the last element is unused.</param>
/// <param name="SlotCounts">Int32, the number of slots of each segment, [segments].</param>
/// <param name="PaddedRows">
/// Int64, [rows * group]: the index of each row in the layout where every segment is padded to <paramref
/// name="PaddedCount"/> rows.
/// </param>
/// <param name="MaxQueryCount">The number of rows of the largest segment.</param>
/// <param name="PaddedCount">The number of rows of the largest segment, rounded up to a multiple of 32.</param>
internal sealed record GroupedSegments(
    Tensor QueryOffsets, Tensor FirstSlots, Tensor SlotCounts, Tensor PaddedRows, int MaxQueryCount, int PaddedCount);
