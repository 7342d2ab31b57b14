using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Caching;

/// <summary>
/// The KV cache as libtorch tensors: two for each layer, [blocks * 16, kvHeads, headSize]. A token's slot is its row
/// index. All memory is allocated at construction. Layer numbers start at 0 in each cache.
/// </summary>
internal sealed class TensorKvCache : IDisposable
{
    // Int8 keys and values are converted to floats in chunks of this many slots: enough to keep a GPU busy; 16 MiB of
    // bfloat16 for Qwen2.5-7B.
    private const int MaxScratchSlots = 8_192;

    private readonly KvFormat _format;
    private readonly Plane[] _keys;
    private readonly Plane[] _values;
    private readonly Tensor[] _keyShares = [];
    private readonly Tensor[] _queryFactors = [];
    private readonly Tensor[] _scratch = [];

    /// <param name="keyMagnitudes">
    /// The expected magnitude of each key element for each layer, [kvHeads, headSize], equal for both elements of a
    /// rotated pair. Int8 keys are stored relative to it, as in <see cref="PagedKvCache"/>. Null for none.
    /// </param>
    public TensorKvCache(
        int layerCount, int kvHeadCount, int headSize, KvFormat format, Device device, int blockCount, IReadOnlyList<float[]>? keyMagnitudes = null)
    {
        _format = format;
        Device = device;
        KvHeadCount = kvHeadCount;
        DType = DTypeOf(format, device);
        long slotCount = (long)blockCount * KvBlockLayout.Tokens;
        // A scope of its own: the tensors belong to the cache, independent of the caller's scope.
        using DisposeScope scope = NewDisposeScope();
        Plane Allocate(int layer) => new(
            empty([slotCount, kvHeadCount, headSize], format == KvFormat.Int8 ? ScalarType.Int8 : DType, device),
            format == KvFormat.Int8 ? empty([slotCount, kvHeadCount, 1], ScalarType.Float32, device) : null);
        _keys = [.. Enumerable.Range(0, layerCount).Select(Allocate)];
        _values = [.. Enumerable.Range(0, layerCount).Select(Allocate)];
        if (format == KvFormat.Int8)
        {
            CopySlots = (int)Math.Min(slotCount, MaxScratchSlots);
            _scratch = [.. Enumerable.Range(0, 2).Select(_ => empty([CopySlots.Value, kvHeadCount, headSize], DType, device))];
        }

        if (format == KvFormat.Int8 && keyMagnitudes is not null)
        {
            Tensor OnDevice(float[] factors) => tensor(factors, [kvHeadCount, 1, headSize]).to(device);
            _queryFactors = [.. keyMagnitudes.Select(OnDevice)];
            _keyShares = [.. keyMagnitudes.Select(values => OnDevice(Array.ConvertAll(values, value => 1 / value)))];
        }

        // Last, so that the scope frees all previous tensors if an allocation above fails.
        scope.Detach(All);
    }

    public Device Device { get; }

    public int KvHeadCount { get; }

    /// <summary>The dtype that attention computes in: the stored one; for int8, bfloat16 on a GPU and float32 on a CPU.</summary>
    public ScalarType DType { get; }

    /// <summary>
    /// The maximum number of slots that one <see cref="Read"/> returns; null if it returns all slots in place, without
    /// a copy.
    /// </summary>
    public int? CopySlots { get; }

    /// <summary>Bytes of one slot in one layer.</summary>
    public static long SlotBytes(KvFormat format, int kvHeadCount, int headSize) =>
        2L * kvHeadCount * (format == KvFormat.Int8 ? headSize + sizeof(float) : headSize * DTypeOf(format, CPU).ElementSize());

    /// <summary>Bytes of the scratch buffers, allocated once for all layers.</summary>
    public static long ScratchBytes(KvFormat format, int kvHeadCount, int headSize, Device device) =>
        format == KvFormat.Int8 ? 2L * MaxScratchSlots * kvHeadCount * headSize * DTypeOf(format, device).ElementSize() : 0;

    /// <summary>Writes the keys and values of new tokens.</summary>
    /// <param name="slots">The slots to write to, int64, [tokens].</param>
    /// <param name="k">The keys, [tokens, kvHeads, headSize]; <paramref name="v"/> has the same shape.</param>
    public void Write(int layer, Tensor slots, Tensor k, Tensor v)
    {
        using DisposeScope scope = NewDisposeScope();
        if (_keyShares.Length > 0)
        {
            k = k.to(ScalarType.Float32).mul(_keyShares[layer].squeeze(1));
        }

        _keys[layer].Write(slots, k);
        _values[layer].Write(slots, v);
    }

    /// <summary>Converts queries to the form in which they are multiplied with the stored keys.</summary>
    /// <param name="q">The queries, [tokens, heads, headSize]. The result has the same shape and the dtype <see cref="DType"/>.</param>
    public Tensor Queries(int layer, Tensor q)
    {
        if (_queryFactors.Length == 0)
        {
            return q.to(DType).contiguous();
        }

        using DisposeScope scope = NewDisposeScope();
        return q.to(ScalarType.Float32)
            .view(q.size(0), KvHeadCount, -1, q.size(2))
            .mul(_queryFactors[layer])
            .view(q.shape)
            .to(DType)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Reads keys and values.</summary>
    /// <param name="slots">The slots to read, int64, at most <see cref="CopySlots"/> if it is set; null for all slots, in place.</param>
    /// <returns>
    /// Two tensors of [slots, kvHeads, headSize], valid until the next call. The caller's scope owns copies; the cache owns
    /// the tensors in place.
    /// </returns>
    public (Tensor Keys, Tensor Values) Read(int layer, Tensor? slots)
    {
        if (slots is null)
        {
            return (_keys[layer].Elements, _values[layer].Elements);
        }

        return _format == KvFormat.Int8
            ? (_keys[layer].Widen(slots, _scratch[0]), _values[layer].Widen(slots, _scratch[1]))
            : (_keys[layer].Elements.index_select(0, slots), _values[layer].Elements.index_select(0, slots));
    }

    public void Dispose()
    {
        foreach (Tensor tensor in All)
        {
            tensor.Dispose();
        }
    }

    private IEnumerable<Tensor> All =>
        _keys.Concat(_values).SelectMany(plane => plane.Scales is null ? [plane.Elements] : new[] { plane.Elements, plane.Scales }).Concat(_keyShares).Concat(_queryFactors).Concat(_scratch);

    private static ScalarType DTypeOf(KvFormat format, Device device) => format switch
    {
        KvFormat.Float32 => ScalarType.Float32,
        KvFormat.BFloat16 => ScalarType.BFloat16,
        _ => device.type == DeviceType.CUDA ? ScalarType.BFloat16 : ScalarType.Float32,
    };

    /// <summary>The keys or the values of one layer.</summary>
    /// <param name="Elements">The elements, [slots, kvHeads, headSize].</param>
    /// <param name="Scales">The scales of int8 elements, [slots, kvHeads, 1], float32; null for floats.</param>
    private sealed record Plane(Tensor Elements, Tensor? Scales)
    {
        private static readonly Scalar Levels = 127.0.ToScalar();
        private static readonly Scalar PerLevel = (1 / 127.0).ToScalar();

        // Smaller scales would make the quotients overflow.
        private static readonly Scalar Smallest = 1e-35.ToScalar();

        public void Write(Tensor slots, Tensor rows)
        {
            if (Scales is null)
            {
                Elements.index_copy_(0, slots, rows.to(Elements.dtype));
                return;
            }

            Tensor wide = rows.to(ScalarType.Float32);
            Tensor peaks = wide.abs().amax([-1], keepdim: true);
            Tensor shares = wide.div(peaks.clamp_min(Smallest)).mul_(Levels).round();
            Elements.index_copy_(0, slots, shares.to(ScalarType.Int8));
            // NaN stays NaN.
            Scales.index_copy_(0, slots, peaks.mul(PerLevel));
        }

        public Tensor Widen(Tensor slots, Tensor scratch)
        {
            Tensor wide = scratch.narrow(0, 0, slots.size(0));
            using DisposeScope scope = NewDisposeScope();
            wide.copy_(Elements.index_select(0, slots)).mul_(Scales!.index_select(0, slots));
            return wide;
        }
    }
}
