using System.Numerics.Tensors;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Caching;

/// <summary>
/// Keys and values on the CPU in blocks of 16 tokens that any sequence may hold. Memory is the operating system's until a
/// block is first written.
/// </summary>
internal sealed unsafe class PagedKvCache : IDisposable
{
    private readonly NativeBytes[] _layers;
    private readonly float[][] _keyShares;
    private readonly float[][] _queryFactors;

    /// <param name="keyMagnitudes">
    /// For each layer about how large each element of a key grows, [kvHeads, headSize], the same for both of a rotated
    /// pair. Int8 keys are held as shares of it: the key biases of Qwen2 make some elements a hundred times as large as
    /// others, which one scale a head would round to nothing. Null for none.
    /// </param>
    public PagedKvCache(Qwen2Config config, KvFormat format, int blockCount, IReadOnlyList<float[]>? keyMagnitudes = null)
    {
        Layout = new KvBlockLayout(format, config.KeyValueHeadCount, config.HeadSize);
        BlockCount = blockCount;
        _layers = new NativeBytes[config.LayerCount];
        float scale = 1 / MathF.Sqrt(config.HeadSize);
        float[] ones = new float[config.KeyValueHeadCount * config.HeadSize];
        ones.AsSpan().Fill(1);
        float[][] magnitudes = keyMagnitudes is null ? [.. _layers.Select(_ => ones)] : [.. keyMagnitudes];
        _keyShares = [.. magnitudes.Select(values => Array.ConvertAll(values, value => 1 / value))];
        _queryFactors = [.. magnitudes.Select(values => Array.ConvertAll(values, value => value * scale))];
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            _layers[layer] = NativeBytes.Allocate((long)blockCount * Layout.BlockBytes);
        }
    }

    public KvBlockLayout Layout { get; }

    public int BlockCount { get; }

    /// <summary>Bytes that the operating system has given once the first blocks of each layer were written.</summary>
    public long ResidentBytes(int touchedBlocks) => _layers.Sum(layer => Math.Min(layer.PagesOf((long)touchedBlocks * Layout.BlockBytes), layer.Length));

    /// <summary>A layer's blocks.</summary>
    public NativeBytes Layer(int layer) => _layers[layer];

    /// <summary>What attention multiplies queries by: 1 / sqrt(headSize), and what the keys were divided by.</summary>
    public ReadOnlySpan<float> QueryFactors(int layer) => _queryFactors[layer];

    /// <summary>Writes one token.</summary>
    /// <param name="position">Its place in the sequence. The tokens of a block are written from the first on.</param>
    /// <param name="keys">[kvHeads, headSize], rotated; as are the values, not rotated.</param>
    public void Write(int layer, ReadOnlySpan<int> blocks, int position, ReadOnlySpan<float> keys, ReadOnlySpan<float> values)
    {
        (int index, int slot) = Math.DivRem(position, KvBlockLayout.Tokens);
        byte* block = _layers[layer].Pointer + ((long)blocks[index] * Layout.BlockBytes);
        if (slot == 0)
        {
            // What stood there may be no number, and a hidden token's value is multiplied by 0.
            new Span<byte>(block, Layout.BlockBytes).Clear();
        }

        Span<float> scaled = stackalloc float[Layout.HeadSize];
        for (int head = 0; head < Layout.HeadCount; head++)
        {
            byte* target = block + ((long)head * Layout.HeadBytes);
            Span<float> scales = Layout.Format == KvFormat.Int8 ? new(target + Layout.ScaleOffset, 2 * KvBlockLayout.Tokens) : default;
            int first = head * Layout.HeadSize;
            TensorPrimitives.Multiply(keys.Slice(first, Layout.HeadSize), _keyShares[layer].AsSpan(first, Layout.HeadSize), scaled);
            float keyScale = KvElements.Write(scaled, Layout.Format, target, slot, KvBlockLayout.Tokens);
            float valueScale = KvElements.Write(values.Slice(first, Layout.HeadSize), Layout.Format, target + Layout.ValueOffset, slot * Layout.PaddedHeadSize, 1);
            if (!scales.IsEmpty)
            {
                (scales[slot], scales[KvBlockLayout.Tokens + slot]) = (keyScale, valueScale);
            }
        }
    }

    /// <summary>Copies a block of all layers, one after the other.</summary>
    /// <param name="target">[layers, bytes of a block].</param>
    public void CopyOut(int block, Span<byte> target)
    {
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            Block(layer, block).CopyTo(target[(layer * Layout.BlockBytes)..]);
        }
    }

    /// <summary>Puts a block of all layers into its place, as <see cref="CopyOut"/> gave it.</summary>
    public void CopyIn(int block, ReadOnlySpan<byte> source)
    {
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            source.Slice(layer * Layout.BlockBytes, Layout.BlockBytes).CopyTo(Block(layer, block));
        }
    }

    public void Dispose()
    {
        foreach (NativeBytes layer in _layers)
        {
            layer?.Dispose();
        }
    }

    private Span<byte> Block(int layer, int block) => new(_layers[layer].Pointer + ((long)block * Layout.BlockBytes), Layout.BlockBytes);
}
