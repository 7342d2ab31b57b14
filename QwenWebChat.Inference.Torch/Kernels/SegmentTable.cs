using QwenWebChat.Inference.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// A step's segments with the tensors that the kernels need, created once for all layers. They belong to the scope in
/// which the table is created.
/// </summary>
internal sealed class SegmentTable
{
    /// <param name="queryCount">The number of queries of the step.</param>
    /// <param name="group">
    /// The number of query heads that share a key/value head; null if the kernel supports grouped-query attention.
    /// </param>
    public SegmentTable(IEnumerable<AttentionRound> rounds, int queryCount, int? group, Device device)
    {
        Rounds = [.. rounds.Select(round => new SegmentRound(
            round.Slots is null ? null : Upload.Of(round.Slots, device), SegmentPass.All(round.Segments, queryCount, group, device)))];
        Merge = new SegmentMerge(Rounds.SelectMany(round => round.Passes).SelectMany(pass => pass.Segments), queryCount, device);
    }

    public IReadOnlyList<SegmentRound> Rounds { get; }

    /// <summary>Merges the results of all passes, round after round.</summary>
    public SegmentMerge Merge { get; }
}
