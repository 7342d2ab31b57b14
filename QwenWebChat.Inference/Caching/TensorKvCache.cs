using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Caching;

/// <summary>Keys and values in tensors, for libtorch: two a layer of [blocks * 16, kvHeads, headSize]. A token's row is its slot.</summary>
internal sealed class TensorKvCache : IDisposable
{
    private readonly Tensor[] _keys;
    private readonly Tensor[] _values;

    public TensorKvCache(Qwen2Config config, ScalarType dtype, Device device, int blockCount)
    {
        // An own scope: the tensors belong to the cache, whatever scope the caller is in.
        using DisposeScope scope = NewDisposeScope();
        long[] shape = [(long)blockCount * KvBlockLayout.Tokens, config.KeyValueHeadCount, config.HeadSize];
        _keys = [.. Enumerable.Range(0, config.LayerCount).Select(_ => empty(shape, dtype, device).DetachFromDisposeScope())];
        _values = [.. Enumerable.Range(0, config.LayerCount).Select(_ => empty(shape, dtype, device).DetachFromDisposeScope())];
    }

    /// <summary>Keys and values of a token in one layer.</summary>
    public static long BytesPerToken(KvFormat format, int headCount, int headSize) => 2L * headCount * headSize * (format == KvFormat.Float32 ? sizeof(float) : sizeof(ushort));

    /// <summary>Int64 slots of a sequence's tokens, [count], on the device. The caller owns them.</summary>
    public Tensor Slots(int[] blocks, int start, int count)
    {
        long[] slots = new long[count];
        for (int i = 0; i < count; i++)
        {
            (int index, int offset) = Math.DivRem(start + i, KvBlockLayout.Tokens);
            slots[i] = ((long)blocks[index] * KvBlockLayout.Tokens) + offset;
        }

        return tensor(slots, device: _keys[0].device);
    }

    /// <summary>Writes new tokens.</summary>
    /// <param name="slots">Where, [tokens].</param>
    /// <param name="k">[tokens, kvHeads, headSize], as is <paramref name="v"/>.</param>
    public void Write(int layer, Tensor slots, Tensor k, Tensor v)
    {
        _keys[layer].index_copy_(0, slots, k.to(_keys[layer].dtype));
        _values[layer].index_copy_(0, slots, v.to(_values[layer].dtype));
    }

    /// <summary>Reads a sequence's tokens.</summary>
    /// <returns>Two tensors of [kvHeads, tokens, headSize]. The caller's scope owns them.</returns>
    public (Tensor Keys, Tensor Values) Read(int layer, Tensor slots) =>
        (_keys[layer].index_select(0, slots).transpose(0, 1), _values[layer].index_select(0, slots).transpose(0, 1));

    public void Dispose()
    {
        foreach (Tensor tensor in _keys.Concat(_values))
        {
            tensor.Dispose();
        }
    }
}
