using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>All weights of a model by checkpoint name, floats and packed matrices; their one owner.</summary>
internal sealed class ModelWeights : IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors;
    private readonly Dictionary<string, QuantizedWeight> _packed = [];
    private readonly KernelThreads? _threads;
    private readonly bool _isExact;
    private WeightCache? _cache;

    /// <summary>Takes over tensors that are there already, for training.</summary>
    public ModelWeights(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        _tensors = new Dictionary<string, Tensor>(tensors);
    }

    private ModelWeights(bool isExact, int threadCount)
        : this([])
    {
        _isExact = isExact;
        _threads = new KernelThreads(threadCount);
    }

    public Tensor this[string name] => _tensors[name];

    /// <summary>Parameters, each counted once.</summary>
    public long ParameterCount =>
        _tensors.Values.Sum(tensor => tensor.numel()) + _packed.Values.Sum(weight => (long)weight.Form.RowCount * weight.Form.ColumnCount);

    public long Bytes => _tensors.Values.Sum(tensor => tensor.numel() * tensor.element_size()) + _packed.Values.Sum(weight => weight.Bytes);

    /// <summary>What became of the cache of rounded weights, for the log; null where there is none.</summary>
    public string? CacheNote => _cache?.Note;

    /// <summary>Reads every weight, one at a time.</summary>
    /// <param name="cache">Rounded weights of an earlier start, or null. It belongs to the weights from now on.</param>
    /// <param name="threadCount">Threads of the products with packed weights.</param>
    /// <exception cref="CheckpointException">A weight cannot be read.</exception>
    /// <exception cref="OperationCanceledException">What was read so far is freed.</exception>
    public static ModelWeights Load(
        Checkpoint checkpoint, IReadOnlyList<PlannedWeight> plan, WeightCache? cache, int threadCount, IProgress<LoadProgress>? progress, CancellationToken cancellationToken)
    {
        long total = plan.Sum(weight => weight.Bytes);
        long loaded = 0;
        ModelWeights weights = new(plan[0].Policy.IsExact, threadCount) { _cache = cache };
        try
        {
            foreach (PlannedWeight weight in plan)
            {
                cancellationToken.ThrowIfCancellationRequested();
                weights.Add(checkpoint, weight, cancellationToken);
                loaded += weight.Bytes;
                progress?.Report(new LoadProgress(loaded, total));
            }

            cache?.Complete();
            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>The layers of these names as one group, each with its bias if there is one.</summary>
    /// <param name="names">Such as <c>model.layers.0.self_attn.q_proj</c>.</param>
    public LinearGroup Linears(params IReadOnlyList<string> names)
    {
        int packed = names.Count(name => _packed.ContainsKey($"{name}.weight"));
        if (packed == 0)
        {
            return new FloatLinears([.. names.Select(name => (_tensors[$"{name}.weight"], Bias(name)))]);
        }

        if (packed < names.Count)
        {
            return new SeparateLinears([.. names.Select(name => Linears(name))]);
        }

        (QuantizedWeight, Tensor?)[] layers = [.. names.Select(name => (_packed[$"{name}.weight"], Bias(name)))];
        return _isExact ? new DequantizedLinears(layers) : new QuantizedLinears(new QuantizedProduct(_threads!), layers);
    }

    /// <summary>The table of this name, <c>model.embed_tokens.weight</c>.</summary>
    public Embedding Embedding(string name) =>
        _packed.TryGetValue(name, out QuantizedWeight? packed) ? new Embedding(packed) : new Embedding(_tensors[name]);

    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.Values)
        {
            tensor.Dispose();
        }

        foreach (QuantizedWeight weight in _packed.Values)
        {
            weight.Dispose();
        }

        _tensors.Clear();
        _packed.Clear();
        _threads?.Dispose();
        _cache?.Dispose();
    }

    private Tensor? Bias(string name) => _tensors.GetValueOrDefault($"{name}.bias");

    private void Add(Checkpoint checkpoint, PlannedWeight weight, CancellationToken cancellationToken)
    {
        (string name, WeightPolicy policy) = (weight.Spec.Name, weight.Policy);
        if (weight.Matrix is null)
        {
            _tensors[name] = checkpoint.LoadTensor(name, weight.Spec.Shape, policy.DType, policy.Device);
            return;
        }

        if (_cache?.Find(name) is { } kept)
        {
            _packed[name] = kept;
            return;
        }

        QuantizedWeight packed = WeightPacker.Pack(weight.Matrix, cancellationToken);
        if (weight.Form is not null)
        {
            _packed[name] = packed;
            _cache?.Keep(name, packed);
            return;
        }

        using (packed)
        {
            _tensors[name] = DequantizedLinears.Floats(packed, policy.DType, policy.Device);
        }
    }
}
