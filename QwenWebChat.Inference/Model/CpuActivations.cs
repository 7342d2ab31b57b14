using System.Runtime.InteropServices;
using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Model;

/// <summary>What a step computes between the products, kept from step to step; float32, a row a token.</summary>
internal sealed class CpuActivations(Qwen2Config config)
{
    private readonly int _queryWidth = config.HeadCount * config.HeadSize;
    private readonly int _keyWidth = config.KeyValueHeadCount * config.HeadSize;
    private float[] _buffer = [];
    private int _tokens;

    /// <summary>Bytes for a step of so many tokens.</summary>
    public static long BytesFor(Qwen2Config config, int tokens) => new CpuActivations(config).FloatCount(tokens) * sizeof(float);

    /// <summary>Bytes held, for the largest step so far.</summary>
    public long Bytes => (long)_buffer.Length * sizeof(float);

    /// <summary>The residual stream, [tokens, hidden].</summary>
    public Span<float> Hidden => Slice(0, config.HiddenSize);

    /// <summary>What a product takes, [tokens, hidden].</summary>
    public Span<float> Normed => Slice(config.HiddenSize, config.HiddenSize);

    /// <summary>What is added to the residual stream, [tokens, hidden].</summary>
    public Span<float> Update => Slice(2 * config.HiddenSize, config.HiddenSize);

    /// <summary>[tokens, heads, headSize].</summary>
    public Span<float> Attended => Slice(3 * config.HiddenSize, _queryWidth);

    /// <summary>Queries, keys, values: [tokens, heads, headSize], then [tokens, kvHeads, headSize] twice.</summary>
    public Span<float> Qkv => Slice((3 * config.HiddenSize) + _queryWidth, _queryWidth + (2 * _keyWidth));

    public Span<float> Queries => Qkv[..(_tokens * _queryWidth)];

    public Span<float> Keys => Qkv.Slice(_tokens * _queryWidth, _tokens * _keyWidth);

    public Span<float> Values => Qkv.Slice(_tokens * (_queryWidth + _keyWidth), _tokens * _keyWidth);

    /// <summary>Gates, then what they let through: [tokens, intermediate] twice. Not used while <see cref="Qkv"/> is.</summary>
    public Span<float> GateUp => Slice((3 * config.HiddenSize) + _queryWidth, 2 * config.IntermediateSize);

    /// <summary>Cosines and sines at the tokens' positions, [tokens, headSize].</summary>
    public Span<float> Rotations => Slice((3 * config.HiddenSize) + _queryWidth + SharedWidth, config.HeadSize);

    private int SharedWidth => Math.Max(_queryWidth + (2 * _keyWidth), 2 * config.IntermediateSize);

    /// <summary>Makes room for a step.</summary>
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
