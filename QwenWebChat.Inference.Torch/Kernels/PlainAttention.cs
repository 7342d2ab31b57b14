using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// Attention built from basic operators, with float32 scores (docs/adr/0006): the reference that other operators are
/// tested against, and the fallback if none of them runs.
/// </summary>
internal sealed class PlainAttention(int headSize) : ISegmentAttention
{
    // The maximum number of scores at a time, in float32: 128 MiB, and as much again for their softmax.
    private const long MaxScoreCount = 32L << 20;

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
        // Shape [kvHeads, headSize, length]. Converted to float32 before the product, not after it: the key bias of
        // real Qwen2 weights gives scores of hundreds, and a bfloat16 score of 400 is off by one.
        Tensor wideKeys = keys.permute(1, 2, 0).to(ScalarType.Float32);
        Tensor mixed = values.transpose(0, 1);
        long step = Math.Clamp(MaxScoreCount / (q.size(1) * length), 1, count);
        for (long first = 0; first < count; first += step)
        {
            long rows = Math.Min(step, count - first);
            (Tensor output, Tensor sum) = Mix(q.narrow(0, first, rows), wideKeys, mixed, isCausal ? length - count + first : null);
            outputs.Add(output.MoveToOuterDisposeScope());
            sums.Add(sum.MoveToOuterDisposeScope());
        }
    }

    /// <summary>
    /// Computes the output with the query heads of a group as rows of one product, so that keys and values are read
    /// once for all of them and never repeated in memory.
    /// </summary>
    /// <param name="q">The queries, [tokens, heads, headSize].</param>
    /// <param name="keys">The keys, [kvHeads, headSize, length], float32.</param>
    /// <param name="values">The values, [kvHeads, length, headSize].</param>
    /// <param name="last">
    /// The last key that the first query sees; each following query sees one more. Null if all queries see all keys.
    /// </param>
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
            // Minus infinity for tokens after the query, 0 elsewhere.
            Tensor mask = full([tokens, length], Scalars.NegativeInfinity, ScalarType.Float32, q.device).triu_(seen + 1);
            scores.view(kvHeads, group, tokens, length).add_(mask, Scalars.One);
        }

        Tensor weights = nn.functional.softmax(scores, -1).to(values.dtype);
        Tensor output = bmm(weights, values).view(kvHeads, group, tokens, size).permute(2, 0, 1, 3).reshape(tokens, heads, size);
        Tensor sums = scores.logsumexp(-1).view(kvHeads, group, tokens).permute(2, 0, 1).reshape(tokens, heads);
        return (output.MoveToOuterDisposeScope(), sums.MoveToOuterDisposeScope());
    }
}
