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
internal sealed class ModelWeights : IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors;
    private readonly Dictionary<string, QuantizedWeight> _packed = [];
    private readonly Dictionary<string, FloatWeight> _panels = [];
    private readonly Dictionary<string, IDeviceMatrix> _matrices = [];
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

    /// <summary>The largest matrix in 4 bits on libtorch's device; null where there is none.</summary>
    public Int4Matrix? LargestInt4 => _matrices.Values.OfType<Int4Matrix>().MaxBy(matrix => matrix.Bytes);

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
        if (_matrices.ContainsKey($"{names[0]}.weight"))
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
            using Tensor floats = _tensors[name].select(0, row).to(ScalarType.Float32);
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

    /// <summary>One product for all that are held alike; one each where they are not.</summary>
    private LinearGroup DeviceLinears(DeviceOperators operators, IReadOnlyList<string> names)
    {
        IDeviceMatrix[] parts = [.. names.Select(name => _matrices[$"{name}.weight"])];
        Tensor?[] biases = [.. names.Select(Bias)];
        bool hasBias = Array.TrueForAll(biases, bias => bias is not null);
        if (parts.Length == 1 || (!hasBias && !Array.TrueForAll(biases, bias => bias is null)) || parts[0].TryJoin(parts[1..]) is not { } joined)
        {
            return parts.Length == 1
                ? new DeviceLinears(parts[0], biases[0], operators)
                : new SeparateLinears([.. names.Select(name => DeviceLinears(operators, [name]))]);
        }

        foreach ((string name, IDeviceMatrix part) in names.Zip(parts))
        {
            part.Dispose();
            _matrices.Remove($"{name}.weight");
        }

        _matrices[string.Join('+', names)] = joined;
        return new DeviceLinears(joined, hasBias ? Joined(names, biases!) : null, operators);
    }

    private Tensor Joined(IReadOnlyList<string> names, Tensor[] biases)
    {
        Tensor joined = cat(biases).DetachFromDisposeScope();
        foreach ((string name, Tensor bias) in names.Zip(biases))
        {
            bias.Dispose();
            _tensors.Remove($"{name}.bias");
        }

        return _tensors[string.Join('+', names)] = joined;
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
            _matrices[name] = ToDevice(checkpoint, weight, cancellationToken);
        }
        else if (weight.Matrix is null)
        {
            _tensors[name] = LoadFloats(checkpoint, weight);
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

    private static IDeviceMatrix ToDevice(Checkpoint checkpoint, PlannedWeight weight, CancellationToken cancellationToken)
    {
        (ScalarType dtype, Device device) = (weight.DType, weight.Policy.Device);
        switch (weight.OnDevice)
        {
            case DeviceFormat.Int4:
                return Int4Matrix.Pack(weight.Matrix!, dtype, device, cancellationToken);
            case DeviceFormat.Int8:
                return Int8Matrix.Pack(weight.Matrix!, dtype, device, cancellationToken);
            case DeviceFormat.Int8Planes:
                return Int8Planes.Pack(weight.Matrix!, dtype, device, cancellationToken);
            default:
                if (weight.Matrix is null)
                {
                    return new FloatMatrix(LoadFloats(checkpoint, weight));
                }

                using (QuantizedWeight packed = WeightPacker.Pack(weight.Matrix, cancellationToken))
                {
                    return new FloatMatrix(DequantizedLinears.Floats(packed, dtype, device));
                }
        }
    }

    private static Tensor LoadFloats(Checkpoint checkpoint, PlannedWeight weight)
    {
        if (weight.Slice is not { } slice)
        {
            return checkpoint.LoadTensor(weight.Spec.Name, weight.Spec.Shape, weight.DType, weight.Policy.Device);
        }

        using Tensor whole = checkpoint.LoadTensor(weight.Spec.Name, slice.StoredShape);
        using Tensor part = whole.narrow(slice.Dimension, slice.First, slice.Count);
        // A copy of its own: a view would keep the whole in memory.
        return part.to(weight.DType, weight.Policy.Device, copy: true);
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
