using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Kernels.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>
/// Attention of a batch's tokens to their cached sequences in libtorch. Query head h uses key/value head
/// h / (heads / kvHeads).
/// </summary>
internal sealed class TensorAttention : IAttention
{
    // Scores at a time, in float32: 128 MiB, and their softmax as much again.
    private const long LargestScoreCount = 32L << 20;

    private readonly TensorKvCache _cache;
    private readonly Scalar _scale;
    private readonly Part[] _parts;
    private readonly Tensor _slots;

    public TensorAttention(TensorKvCache cache, Batch batch, int headSize)
    {
        _cache = cache;
        _scale = (1 / Math.Sqrt(headSize)).ToScalar();
        _parts = [.. batch.Runs.Select(run => new Part(
            run.Tokens.Start, run.Tokens.Count, run.Tokens.FirstRow, cache.Slots(run.Tokens.Blocks, 0, run.Tokens.Start + run.Tokens.Count)))];
        _slots = cat([.. _parts.Select(part => part.Slots.narrow(0, part.Start, part.Count))]);
    }

    public Tensor Attend(int layer, Tensor q, Tensor k, Tensor v)
    {
        _cache.Write(layer, _slots, k, v);
        Tensor[] outputs = [.. _parts.Select(part => Attend(layer, q.narrow(0, part.FirstRow, part.Count), part))];
        return outputs.Length == 1 ? outputs[0] : cat(outputs);
    }

    /// <summary>
    /// The query heads of a group are rows of one product, so keys and values are read once for all of them and never
    /// repeated in memory.
    /// </summary>
    private Tensor Attend(int layer, Tensor q, Part part)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor keys, Tensor values) = _cache.Read(layer, part.Slots);
        // fp32 before the product, not after it: the key bias of real Qwen2 weights makes scores of hundreds, and a
        // bf16 score of 400 is off by one.
        Tensor wideKeys = keys.to(ScalarType.Float32).transpose(1, 2);
        int step = (int)Math.Clamp(LargestScoreCount / (q.size(1) * keys.size(1)), 1, part.Count);
        List<Tensor> outputs = [];
        for (int first = 0; first < part.Count; first += step)
        {
            int count = Math.Min(step, part.Count - first);
            outputs.Add(Mix(q.narrow(0, first, count), wideKeys, values, part.Start + first));
        }

        return cat(outputs).MoveToOuterDisposeScope();
    }

    /// <param name="q">[tokens, heads, headSize].</param>
    /// <param name="keys">[kvHeads, headSize, length], float32.</param>
    /// <param name="values">[kvHeads, length, headSize].</param>
    /// <param name="start">The position of the first of these queries.</param>
    private Tensor Mix(Tensor q, Tensor keys, Tensor values, int start)
    {
        using DisposeScope scope = NewDisposeScope();
        (long tokens, long heads, long headSize) = (q.size(0), q.size(1), q.size(2));
        (long kvHeads, long length) = (keys.size(0), keys.size(2));
        long group = heads / kvHeads;
        // [tokens, kvHeads * group, headSize] -> [kvHeads, group * tokens, headSize]
        Tensor rows = q.to(ScalarType.Float32)
            .mul(_scale)
            .view(tokens, kvHeads, group, headSize)
            .permute(1, 2, 0, 3)
            .reshape(kvHeads, group * tokens, headSize);
        Tensor scores = bmm(rows, keys);
        // Minus infinity ahead of each token, 0 elsewhere.
        Tensor mask = full([tokens, length], Scalars.NegativeInfinity, ScalarType.Float32, q.device).triu_(start + 1);
        scores.view(kvHeads, group, tokens, length).add_(mask, Scalars.One);
        Tensor weights = nn.functional.softmax(scores, -1).to(values.dtype);
        return bmm(weights, values)
            .view(kvHeads, group, tokens, headSize)
            .permute(2, 0, 1, 3)
            .reshape(tokens, heads * headSize)
            .to(q.dtype)
            .MoveToOuterDisposeScope();
    }

    /// <param name="Slots">Of all the sequence's tokens, the new ones included.</param>
    private sealed record Part(int Start, int Count, int FirstRow, Tensor Slots);
}
