using QwenWebChat.Inference.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>A step's segments with the tensors that kernels want, made once for all layers. They belong to the scope that it is made in.</summary>
internal sealed class SegmentTable
{
    /// <param name="queryCount">Queries of the step.</param>
    /// <param name="group">Query heads that share a key/value head; null where the kernel knows groups itself.</param>
    public SegmentTable(IEnumerable<AttentionRound> rounds, int queryCount, int? group, Device device)
    {
        Rounds = [.. rounds.Select(round => new SegmentRound(
            round.Slots is null ? null : Upload.Of(round.Slots, device), SegmentPass.All(round.Segments, queryCount, group, device)))];
        Merge = new SegmentMerge(Rounds.SelectMany(round => round.Passes).SelectMany(pass => pass.Segments), queryCount, device);
    }

    public IReadOnlyList<SegmentRound> Rounds { get; }

    /// <summary>Takes the results of all passes, round after round.</summary>
    public SegmentMerge Merge { get; }
}
