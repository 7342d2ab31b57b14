using QwenWebChat.Inference.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// A pass for kernels that know no groups: there are as many query heads as key/value heads, and the queries of a group are
/// further rows. Where all see the same they follow each other, row * group + member; where causal each member has a
/// segment of its own, member * rows + row.
/// </summary>
/// <param name="QueryOffsets">Int32, where the rows of each segment begin, and the end, [segments + 1].</param>
/// <param name="FirstSlots">Int32, [segments + 1]; the last says nothing.</param>
/// <param name="SlotCounts">Int32, [segments].</param>
/// <param name="PaddedRows">Int64, [rows * group]: the place of each row where every segment has as many rows as the largest, padded to <paramref name="PaddedCount"/>.</param>
/// <param name="MaxQueryCount">Rows of the largest segment.</param>
/// <param name="PaddedCount">The same to whole 32.</param>
internal sealed record GroupedSegments(
    Tensor QueryOffsets, Tensor FirstSlots, Tensor SlotCounts, Tensor PaddedRows, int MaxQueryCount, int PaddedCount);
