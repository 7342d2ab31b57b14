using System.Numerics.Tensors;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Caching;

/// <summary>
/// The KV cache on the CPU, in blocks of 16 tokens that any sequence may hold. The operating system commits the memory
/// of a block when it is first written.
/// </summary>
internal sealed unsafe class PagedKvCache : IDisposable
{
    private readonly NativeBytes[] _layers;
    private readonly float[][] _keyShares;
    private readonly float[][] _queryFactors;

    /// <param name="keyMagnitudes">
    /// The expected magnitude of each key element for each layer, [kvHeads, headSize], equal for both elements of a
    /// rotated pair. Int8 keys are stored relative to it: the key biases of Qwen2 make some elements a hundred times as
    /// large as others, which a single scale for a head would round to zero. Null for none.
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

    /// <summary>Returns the committed memory in bytes after the first blocks of each layer were written.</summary>
    public long ResidentBytes(int touchedBlocks) => _layers.Sum(layer => Math.Min(layer.PagesOf((long)touchedBlocks * Layout.BlockBytes), layer.Length));

    /// <summary>Returns the blocks of a layer.</summary>
    public NativeBytes Layer(int layer) => _layers[layer];

    /// <summary>The factors of the queries: 1 / sqrt(headSize), times the magnitudes by which the keys were divided.</summary>
    public ReadOnlySpan<float> QueryFactors(int layer) => _queryFactors[layer];

    /// <summary>Writes the keys and values of one token.</summary>
    /// <param name="position">The token's position in the sequence. The tokens of a block are written in order.</param>
    /// <param name="keys">The rotated keys, [kvHeads, headSize]; the values, not rotated, have the same shape.</param>
    public void Write(int layer, ReadOnlySpan<int> blocks, int position, ReadOnlySpan<float> keys, ReadOnlySpan<float> values)
    {
        (int index, int slot) = Math.DivRem(position, KvBlockLayout.Tokens);
        byte* block = _layers[layer].Pointer + ((long)blocks[index] * Layout.BlockBytes);
        if (slot == 0)
        {
            // The old content may be NaN, and a masked token's value is multiplied by 0.
            new Span<byte>(block, Layout.BlockBytes).Clear();
        }

        Span<float> scaled = stackalloc float[Layout.HeadSize];
        for (int head = 0; head < Layout.HeadCount; head++)
        {
            byte* target = block + ((long)head * Layout.HeadBytes);
            Span<float> scales = Layout.Format == KvFormat.Int8 ? new(target + Layout.ScaleOffset, 2 * KvBlockLayout.Tokens) : default;
            int first = head * Layout.HeadSize;
            TensorPrimitives.Multiply(keys.Slice(first, Layout.HeadSize), _keyShares[layer].AsSpan(first, Layout.HeadSize), scaled);
            float keyScale = KvElements.Write(scaled, Layout.Format, target, Layout.Keys(slot));
            float valueScale = KvElements.Write(values.Slice(first, Layout.HeadSize), Layout.Format, target + Layout.ValueOffset, Layout.Values(slot));
            if (!scales.IsEmpty)
            {
                (scales[slot], scales[KvBlockLayout.Tokens + slot]) = (keyScale, valueScale);
            }
        }
    }

    /// <summary>Copies a block of all layers, one layer after the other.</summary>
    /// <param name="target">The destination, [layers, bytes of a block].</param>
    public void CopyOut(int block, Span<byte> target)
    {
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            Block(layer, block).CopyTo(target[(layer * Layout.BlockBytes)..]);
        }
    }

    /// <summary>Writes a block of all layers in the layout of <see cref="CopyOut"/>.</summary>
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
