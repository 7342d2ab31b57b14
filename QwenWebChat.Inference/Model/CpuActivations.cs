using System.Runtime.InteropServices;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Model;

/// <summary>The activation buffers of a step, reused by later steps; float32, one row for each token.</summary>
internal sealed class CpuActivations(Qwen2Config config)
{
    private readonly int _queryWidth = config.HeadCount * config.HeadSize;
    private readonly int _keyWidth = config.KeyValueHeadCount * config.HeadSize;
    private float[] _buffer = [];
    private int _tokens;

    /// <summary>Returns the memory for a step of so many tokens in bytes.</summary>
    public static long BytesFor(Qwen2Config config, int tokens) => new CpuActivations(config).FloatCount(tokens) * sizeof(float);

    /// <summary>Allocated memory in bytes, as the largest step so far needed.</summary>
    public long Bytes => (long)_buffer.Length * sizeof(float);

    /// <summary>The residual stream, [tokens, hidden].</summary>
    public Span<float> Hidden => Slice(0, config.HiddenSize);

    /// <summary>The input of a product, [tokens, hidden].</summary>
    public Span<float> Normed => Slice(config.HiddenSize, config.HiddenSize);

    /// <summary>The update of the residual stream, [tokens, hidden].</summary>
    public Span<float> Update => Slice(2 * config.HiddenSize, config.HiddenSize);

    /// <summary>The attention output, [tokens, heads, headSize].</summary>
    public Span<float> Attended => Slice(3 * config.HiddenSize, _queryWidth);

    /// <summary>Queries, keys, values: [tokens, heads, headSize], then [tokens, kvHeads, headSize] twice.</summary>
    public Span<float> Qkv => Slice((3 * config.HiddenSize) + _queryWidth, _queryWidth + (2 * _keyWidth));

    public Span<float> Queries => Qkv[..(_tokens * _queryWidth)];

    public Span<float> Keys => Qkv.Slice(_tokens * _queryWidth, _tokens * _keyWidth);

    public Span<float> Values => Qkv.Slice(_tokens * (_queryWidth + _keyWidth), _tokens * _keyWidth);

    /// <summary>
    /// Gates and up projections, then the gated activations: [tokens, intermediate] twice. Shares its memory with <see
    /// cref="Qkv"/>.
    /// </summary>
    public Span<float> GateUp => Slice((3 * config.HiddenSize) + _queryWidth, 2 * config.IntermediateSize);

    /// <summary>Cosines and sines at the tokens' positions, [tokens, headSize].</summary>
    public Span<float> Rotations => Slice((3 * config.HiddenSize) + _queryWidth + SharedWidth, config.HeadSize);

    private int SharedWidth => Math.Max(_queryWidth + (2 * _keyWidth), 2 * config.IntermediateSize);

    /// <summary>Allocates the buffers of a step.</summary>
    public void Begin(int tokens)
    {
        _tokens = tokens;
        if (FloatCount(tokens) > _buffer.Length)
        {
            _buffer = GC.AllocateUninitializedArray<float>(checked((int)FloatCount(tokens)), pinned: true);
        }
    }

    private long FloatCount(int tokens) => (long)tokens * ((3 * config.HiddenSize) + _queryWidth + SharedWidth + config.HeadSize);

    private Span<float> Slice(int start, int width) =>
        MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(_buffer), _buffer.Length).Slice(_tokens * start, _tokens * width);
}
