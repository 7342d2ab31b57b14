using QwenWebChat.Inference.Caching;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>
/// Attention of the next tokens of one sequence to everything in its cache and to themselves. Query head h uses
/// key/value head h / (heads / kvHeads).
/// </summary>
internal sealed class CachedAttention : IAttention
{
    private readonly KvCache _cache;
    private readonly int _start;
    private readonly Tensor? _mask;
    private readonly Scalar _scale;

    /// <param name="tokens">How many tokens the pass appends to the cache.</param>
    public CachedAttention(KvCache cache, int tokens, Device device)
    {
        _cache = cache;
        _start = cache.Length;
        _scale = (1 / Math.Sqrt(cache.HeadSize)).ToScalar();
        // [tokens, start + tokens]: minus infinity ahead of each token, 0 elsewhere; a single token has nothing ahead.
        _mask = tokens == 1 ? null : full([tokens, _start + tokens], Scalars.NegativeInfinity, ScalarType.Float32, device).triu_(_start + 1);
    }

    /// <summary>
    /// The query heads of a group are rows of one product, so keys and values are read once for all of them and never
    /// repeated in memory.
    /// </summary>
    public Tensor Attend(int layer, Tensor q, Tensor k, Tensor v)
    {
        (Tensor keys, Tensor values) = _cache.Append(layer, _start, k, v);
        (long tokens, long heads, long headSize) = (q.size(0), q.size(1), q.size(2));
        long kvHeads = keys.size(0);
        long group = heads / kvHeads;
        // [tokens, kvHeads * group, headSize] -> [kvHeads, group * tokens, headSize]
        Tensor rows = q.to(ScalarType.Float32)
            .mul(_scale)
            .view(tokens, kvHeads, group, headSize)
            .permute(1, 2, 0, 3)
            .reshape(kvHeads, group * tokens, headSize);
        using Tensor weights = Weights(rows, keys, tokens).to(values.dtype);
        return bmm(weights, values)
            .view(kvHeads, group, tokens, headSize)
            .permute(2, 0, 1, 3)
            .reshape(tokens, heads * headSize);
    }

    /// <returns>The softmax of the scores, [kvHeads, group * tokens, length], float32.</returns>
    private Tensor Weights(Tensor rows, Tensor keys, long tokens)
    {
        // fp32 before the product, not after it: the key bias of real Qwen2 weights makes scores of hundreds, and a
        // bf16 score of 400 is off by one.
        using Tensor wideKeys = keys.to(ScalarType.Float32);
        using Tensor scores = bmm(rows, wideKeys.transpose(1, 2));
        if (_mask is not null)
        {
            scores.view(keys.size(0), -1, tokens, keys.size(1)).add_(_mask, Scalars.One);
        }

        return nn.functional.softmax(scores, -1);
    }
}
