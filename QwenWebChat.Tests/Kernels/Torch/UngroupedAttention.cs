using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Tests.Kernels.Torch;

/// <summary>
/// What <see cref="EfficientAttention"/> asks of its kernel, done with the tensors that it hands over and in the layout that
/// it expects back: as many query heads as key/value heads, sums padded to 32 rows.
/// </summary>
internal sealed class UngroupedAttention : ISegmentAttention
{
    public string Name => "ungrouped";

    public bool WantsGroups => true;

    public (Tensor Output, Tensor LogSumExp) Attend(Tensor q, Tensor keys, Tensor values, SegmentPass pass)
    {
        GroupedSegments grouped = pass.Grouped!;
        Tensor rows = EfficientAttention.Rows(q, keys.size(1), pass.IsCausal).squeeze(0);
        int[] offsets = grouped.QueryOffsets.data<int>().ToArray();
        int[] slots = grouped.FirstSlots.data<int>().ToArray();
        int[] counts = grouped.SlotCounts.data<int>().ToArray();
        Tensor output = empty_like(rows);
        Tensor sums = full([counts.Length, keys.size(1), grouped.PaddedCount], float.NaN);
        for (int i = 0; i < counts.Length; i++)
        {
            int queries = offsets[i + 1] - offsets[i];
            Assert.InRange(queries, 1, grouped.MaxQueryCount);
            // [kvHeads, queries, slots]
            Tensor scores = rows.narrow(0, offsets[i], queries).transpose(0, 1).matmul(keys.narrow(0, slots[i], counts[i]).permute(1, 2, 0)) / Math.Sqrt(q.size(2));
            if (pass.IsCausal)
            {
                scores += full([queries, counts[i]], float.NegativeInfinity).triu(counts[i] - queries + 1);
            }

            Tensor mixed = nn.functional.softmax(scores, -1).matmul(values.narrow(0, slots[i], counts[i]).transpose(0, 1));
            output.narrow(0, offsets[i], queries).copy_(mixed.transpose(0, 1));
            sums[i].narrow(1, 0, queries).copy_(scores.logsumexp(-1));
        }

        return (
            EfficientAttention.Heads(output, q.shape, pass.IsCausal),
            EfficientAttention.Heads(EfficientAttention.Unpadded(sums, grouped).unsqueeze(-1), [q.size(0), q.size(1), 1], pass.IsCausal).squeeze(-1));
    }
}
