using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Kernels.Torch;
using QwenWebChat.Inference.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>All weights of a model by checkpoint name, floats and packed matrices; their one owner.</summary>
internal sealed partial class ModelWeights : IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors;
    private readonly Dictionary<string, QuantizedWeight> _packed = [];
    private readonly Dictionary<string, FloatWeight> _panels = [];
    private readonly KernelThreads? _threads;
    private WeightCache? _cache;

    /// <summary>Takes over tensors that are there already, for training.</summary>
    public ModelWeights(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        _tensors = new Dictionary<string, Tensor>(tensors);
    }

    private ModelWeights(int? threadCount)
        : this([])
    {
        _threads = threadCount is { } count ? new KernelThreads(count) : null;
    }

    public Tensor this[string name] => _tensors[name];

    /// <summary>The threads of the kernels; none where libtorch runs the model.</summary>
    public KernelThreads Threads => _threads!;

    public long Bytes => _tensors.Values.Sum(tensor => tensor.numel() * tensor.element_size()) + _packed.Values.Sum(weight => weight.Bytes)
        + _panels.Values.Sum(weight => weight.Bytes) + _matrices.Values.Sum(matrix => matrix.Bytes);

    /// <summary>What became of the cache of rounded weights, for the log; null where there is none.</summary>
    public string? CacheNote => _cache?.Note;

    /// <summary>Reads every weight, one at a time.</summary>
    /// <param name="cache">Rounded weights of an earlier start, or null. It belongs to the weights from now on.</param>
    /// <param name="threadCount">Threads of the products with packed weights; null where libtorch does them all.</param>
    /// <param name="progress">Is told the bytes of each weight.</param>
    /// <exception cref="CheckpointException">A weight cannot be read.</exception>
    /// <exception cref="OperationCanceledException">What was read so far is freed.</exception>
    public static ModelWeights Load(
        Checkpoint checkpoint, IReadOnlyList<PlannedWeight> plan, WeightCache? cache, int? threadCount, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ModelWeights weights = new(threadCount) { _cache = cache };
        try
        {
            foreach (PlannedWeight weight in plan)
            {
                cancellationToken.ThrowIfCancellationRequested();
                weights.Add(checkpoint, weight, cancellationToken);
                progress?.Report(weight.Bytes);
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

    /// <summary>The layers of these names as one group for libtorch, each with its bias if there is one.</summary>
    /// <param name="names">Such as <c>model.layers.0.self_attn.q_proj</c>.</param>
    public LinearGroup Linears(DeviceOperators operators, params IReadOnlyList<string> names)
    {
        if (_matrices.ContainsKey(DeviceGroups.NameOf(names)) || _matrices.ContainsKey(DeviceGroups.NameOf([names[0]])))
        {
            return DeviceLinears(operators, names);
        }

        int packed = names.Count(name => _packed.ContainsKey($"{name}.weight"));
        return packed == 0 ? new FloatLinears([.. names.Select(name => (_tensors[$"{name}.weight"], Bias(name)))])
            : packed < names.Count ? new SeparateLinears([.. names.Select(name => Linears(operators, name))])
            : new DequantizedLinears([.. names.Select(name => (_packed[$"{name}.weight"], Bias(name)))]);
    }

    /// <summary>The layers of these names as one group for the kernels.</summary>
    public PanelLinears PanelLinears(params IReadOnlyList<string> names) => new(
        Threads,
        names.Select(name => (
            _packed.GetValueOrDefault($"{name}.weight"),
            _panels.GetValueOrDefault($"{name}.weight"),
            Bias(name) is null ? null : Vector($"{name}.bias"))));

    /// <summary>A norm or a bias; float32 on the CPU.</summary>
    public float[] Vector(string name) => MemoryMarshal.Cast<byte, float>(_tensors[name].bytes).ToArray();

    /// <summary>A row of a matrix that is held for the kernels or exactly, on the CPU.</summary>
    public void ReadRow(string name, int row, Span<float> destination)
    {
        if (_packed.TryGetValue(name, out QuantizedWeight? packed))
        {
            packed.Dequantize(row, destination);
        }
        else if (_panels.TryGetValue(name, out FloatWeight? panels))
        {
            panels.Dequantize(row, destination);
        }
        else
        {
            using Tensor stored = _tensors[name].select(0, row);
            using Tensor floats = stored.to(ScalarType.Float32);
            MemoryMarshal.Cast<byte, float>(floats.bytes).CopyTo(destination);
        }
    }

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

        foreach (FloatWeight weight in _panels.Values)
        {
            weight.Dispose();
        }

        foreach (IDeviceMatrix matrix in _matrices.Values)
        {
            matrix.Dispose();
        }

        _matrices.Clear();
        _tensors.Clear();
        _packed.Clear();
        _panels.Clear();
        _threads?.Dispose();
        _cache?.Dispose();
    }

    private Tensor? Bias(string name) => _tensors.GetValueOrDefault($"{name}.bias");

    private void Add(Checkpoint checkpoint, PlannedWeight weight, CancellationToken cancellationToken)
    {
        (string name, WeightPolicy policy) = (weight.Spec.Name, weight.Policy);
        if (weight.Panels is { } format)
        {
            _panels[name] = PackFloats(checkpoint, weight.Spec, format, cancellationToken);
            return;
        }

        if (weight.OnDevice is not null)
        {
            AddToDevice(checkpoint, weight, cancellationToken);
        }
        else if (weight.Matrix is null)
        {
            _tensors[name] = LoadFloats(checkpoint, weight, policy.Device);
        }
        else if (_cache?.Find(name) is { } kept)
        {
            _packed[name] = kept;
        }
        else
        {
            _packed[name] = WeightPacker.Pack(weight.Matrix, cancellationToken);
            _cache?.Keep(name, _packed[name]);
        }
    }

    private static Tensor LoadFloats(Checkpoint checkpoint, PlannedWeight weight, Device device)
    {
        if (weight.Slice is not { } slice)
        {
            return checkpoint.LoadTensor(weight.Spec.Name, weight.Spec.Shape, weight.DType, device);
        }

        using Tensor whole = checkpoint.LoadTensor(weight.Spec.Name, slice.StoredShape);
        using Tensor part = whole.narrow(slice.Dimension, slice.First, slice.Count);
        // A copy of its own: a view would keep the whole in memory.
        return part.to(weight.DType, device, copy: true);
    }

    private static FloatWeight PackFloats(Checkpoint checkpoint, TensorSpec spec, FloatFormat format, CancellationToken cancellationToken)
    {
        (int rows, int columns) = ((int)spec.Shape[0], (int)spec.Shape[1]);
        bool isWide = format == FloatFormat.Float32;
        TensorSource source = checkpoint.FindFloats(spec.Name, spec.Shape);
        void ReadRows<T>(int first, Span<T> destination)
            where T : unmanaged => source.Read((long)first * columns * Unsafe.SizeOf<T>(), MemoryMarshal.AsBytes(destination));

        if (source.Entry.DType == (isWide ? CheckpointDType.Float32 : CheckpointDType.BFloat16))
        {
            return isWide
                ? FloatWeight.Pack<float>(rows, columns, ReadRows, cancellationToken)
                : FloatWeight.Pack<ushort>(rows, columns, ReadRows, cancellationToken);
        }

        using Tensor floats = checkpoint.LoadTensor(spec.Name, spec.Shape, isWide ? ScalarType.Float32 : ScalarType.BFloat16, torch.CPU);
        void Read<T>(int first, Span<T> destination)
            where T : unmanaged
        {
            using Tensor slab = floats.narrow(0, first, destination.Length / columns);
            MemoryMarshal.Cast<byte, T>(slab.bytes).CopyTo(destination);
        }

        return isWide
            ? FloatWeight.Pack<float>(rows, columns, Read, cancellationToken)
            : FloatWeight.Pack<ushort>(rows, columns, Read, cancellationToken);
    }
}
