using QwenWebChat.Inference.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Caching;

/// <summary>
/// Keys and values of one sequence, contiguous for each layer, growing by doubling up to the context length.
/// Two tensors a layer of [kvHeads, capacity, headSize].
/// </summary>
internal sealed class KvCache : IDisposable
{
    private const int SmallestCapacity = 256;

    private readonly Qwen2Config _config;
    private readonly ScalarType _dtype;
    private readonly Device _device;
    private readonly Tensor?[] _keys;
    private readonly Tensor?[] _values;
    private int _capacity;

    public KvCache(Qwen2Config config, ScalarType dtype, Device device)
    {
        _config = config;
        _dtype = dtype;
        _device = device;
        _keys = new Tensor?[config.LayerCount];
        _values = new Tensor?[config.LayerCount];
    }

    /// <summary>Elements of one head's key or value.</summary>
    public int HeadSize => _config.HeadSize;

    /// <summary>Tokens held.</summary>
    public int Length { get; private set; }

    /// <summary>Makes room for <paramref name="tokens"/> in all, keeping what is held.</summary>
    public void Reserve(int tokens)
    {
        if (tokens > _config.ContextTokens)
        {
            throw new ArgumentOutOfRangeException(nameof(tokens), tokens, $"The context holds {_config.ContextTokens} tokens.");
        }

        if (tokens <= _capacity)
        {
            return;
        }

        int capacity = Math.Min(Math.Max(Math.Max(tokens, SmallestCapacity), _capacity * 2), _config.ContextTokens);
        try
        {
            for (int layer = 0; layer < _keys.Length; layer++)
            {
                Grow(ref _keys[layer], capacity);
                Grow(ref _values[layer], capacity);
            }
        }
        catch
        {
            // Out of memory half-way: what was held is forgotten, so that the next sequence starts whole.
            Dispose();
            throw;
        }

        _capacity = capacity;
    }

    /// <summary>Writes the keys and values of new tokens and returns those of all tokens up to them.</summary>
    /// <param name="k">[tokens, kvHeads, headSize], as is <paramref name="v"/>.</param>
    /// <returns>Views of [kvHeads, start + tokens, headSize].</returns>
    public (Tensor Keys, Tensor Values) Append(int layer, int start, Tensor k, Tensor v)
    {
        long count = k.size(0);
        Tensor keys = _keys[layer] ?? throw new InvalidOperationException("Reserve comes before Append.");
        Tensor values = _values[layer]!;
        keys.narrow(1, start, count).copy_(k.transpose(0, 1));
        values.narrow(1, start, count).copy_(v.transpose(0, 1));
        return (keys.narrow(1, 0, start + count), values.narrow(1, 0, start + count));
    }

    /// <summary>Counts tokens as held once every layer has them.</summary>
    public void Advance(int tokens) => Length += tokens;

    /// <summary>Forgets all but the first <paramref name="tokens"/>; their memory stays for what follows.</summary>
    public void Truncate(int tokens) => Length = Math.Min(Length, tokens);

    /// <summary>Frees the memory; the cache is then empty and can be used again.</summary>
    public void Dispose()
    {
        foreach (Tensor? tensor in _keys.Concat(_values))
        {
            tensor?.Dispose();
        }

        Array.Clear(_keys);
        Array.Clear(_values);
        _capacity = 0;
        Length = 0;
    }

    private void Grow(ref Tensor? storage, int capacity)
    {
        // An own scope: what is kept belongs to the cache, whatever scope the caller is in.
        using DisposeScope scope = NewDisposeScope();
        Tensor larger = empty([_config.KeyValueHeadCount, capacity, _config.HeadSize], _dtype, _device);
        if (storage is not null && Length > 0)
        {
            larger.narrow(1, 0, Length).copy_(storage.narrow(1, 0, Length));
        }

        storage?.Dispose();
        storage = larger.DetachFromDisposeScope();
    }
}
