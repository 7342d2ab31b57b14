using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// Attention of simple operators, with float32 scores (docs/adr/0006): what the others are held against, and what is left
/// where none of them runs.
/// </summary>
internal sealed class PlainAttention(int headSize) : ISegmentAttention
{
    // Scores at a time, in float32: 128 MiB, and their softmax as much again.
    private const long LargestScoreCount = 32L << 20;

    private readonly Scalar _scale = (1 / Math.Sqrt(headSize)).ToScalar();

    public string Name => "plain";

    public (Tensor Output, Tensor LogSumExp) Attend(Tensor q, Tensor keys, Tensor values, SegmentPass pass)
    {
        using DisposeScope scope = NewDisposeScope();
        List<Tensor> outputs = [];
        List<Tensor> sums = [];
        int row = 0;
        foreach (AttentionSegment segment in pass.Segments)
        {
            AttendSegment(
                q.narrow(0, row, segment.QueryCount),
                keys.narrow(0, segment.FirstSlot, segment.SlotCount),
                values.narrow(0, segment.FirstSlot, segment.SlotCount),
                segment.IsCausal,
                outputs,
                sums);
            row += segment.QueryCount;
        }

        return (cat(outputs).MoveToOuterDisposeScope(), cat(sums).MoveToOuterDisposeScope());
    }

    private void AttendSegment(Tensor q, Tensor keys, Tensor values, bool isCausal, List<Tensor> outputs, List<Tensor> sums)
    {
        using DisposeScope scope = NewDisposeScope();
        (long count, long length) = (q.size(0), keys.size(0));
        // [kvHeads, headSize, length]. fp32 before the product, not after it: the key bias of real Qwen2 weights makes
        // scores of hundreds, and a bf16 score of 400 is off by one.
        Tensor wideKeys = keys.permute(1, 2, 0).to(ScalarType.Float32);
        Tensor mixed = values.transpose(0, 1);
        long step = Math.Clamp(LargestScoreCount / (q.size(1) * length), 1, count);
        for (long first = 0; first < count; first += step)
        {
            long rows = Math.Min(step, count - first);
            (Tensor output, Tensor sum) = Mix(q.narrow(0, first, rows), wideKeys, mixed, isCausal ? length - count + first : null);
            outputs.Add(output.MoveToOuterDisposeScope());
            sums.Add(sum.MoveToOuterDisposeScope());
        }
    }

    /// <summary>The query heads of a group are rows of one product, so keys and values are read once for all of them and never repeated in memory.</summary>
    /// <param name="q">[tokens, heads, headSize].</param>
    /// <param name="keys">[kvHeads, headSize, length], float32.</param>
    /// <param name="values">[kvHeads, length, headSize].</param>
    /// <param name="last">The last key that the first of these queries sees, the next sees one more; null where all see all.</param>
    private (Tensor Output, Tensor LogSumExp) Mix(Tensor q, Tensor keys, Tensor values, long? last)
    {
        using DisposeScope scope = NewDisposeScope();
        (long tokens, long heads, long size) = (q.size(0), q.size(1), q.size(2));
        (long kvHeads, long length) = (keys.size(0), keys.size(2));
        long group = heads / kvHeads;
        // [tokens, kvHeads * group, headSize] -> [kvHeads, group * tokens, headSize]
        Tensor rows = q.to(ScalarType.Float32)
            .mul(_scale)
            .view(tokens, kvHeads, group, size)
            .permute(1, 2, 0, 3)
            .reshape(kvHeads, group * tokens, size);
        Tensor scores = bmm(rows, keys);
        if (last is { } seen)
        {
            // Minus infinity ahead of each token, 0 elsewhere.
            Tensor mask = full([tokens, length], Scalars.NegativeInfinity, ScalarType.Float32, q.device).triu_(seen + 1);
            scores.view(kvHeads, group, tokens, length).add_(mask, Scalars.One);
        }

        Tensor weights = nn.functional.softmax(scores, -1).to(values.dtype);
        Tensor output = bmm(weights, values).view(kvHeads, group, tokens, size).permute(2, 0, 1, 3).reshape(tokens, heads, size);
        Tensor sums = scores.logsumexp(-1).view(kvHeads, group, tokens).permute(2, 0, 1).reshape(tokens, heads);
        return (output.MoveToOuterDisposeScope(), sums.MoveToOuterDisposeScope());
    }
}
