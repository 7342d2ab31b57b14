using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>The weights that libtorch computes with on one device, by checkpoint name. Owns their tensors.</summary>
internal sealed partial class TensorWeights : IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors;
    private readonly Dictionary<string, QuantizedWeight> _packed = [];

    /// <summary>Takes ownership of existing tensors, for training.</summary>
    public TensorWeights(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        _tensors = new Dictionary<string, Tensor>(tensors);
    }

    public Tensor this[string name] => _tensors[name];

    public long Bytes => _tensors.Values.Sum(tensor => tensor.numel() * tensor.element_size()) + _packed.Values.Sum(weight => weight.Bytes) + _matrices.Values.Sum(matrix => matrix.Bytes);

    /// <summary>Loads every weight, one at a time.</summary>
    /// <param name="device">The device to load onto.</param>
    /// <param name="progress">Reports the bytes of each weight.</param>
    /// <exception cref="CheckpointException">A weight cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The load was cancelled; the weights loaded so far are freed.</exception>
    public static TensorWeights Load(Checkpoint checkpoint, IReadOnlyList<PlannedWeight> plan, Device device, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        TensorWeights weights = new([]);
        try
        {
            foreach (PlannedWeight weight in plan)
            {
                cancellationToken.ThrowIfCancellationRequested();
                weights.Add(checkpoint, weight, device, cancellationToken);
                progress?.Report(weight.DeviceBytes);
            }

            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>Returns the named layers as one group, each with its bias if it has one.</summary>
    /// <param name="names">The layer names, such as <c>model.layers.0.self_attn.q_proj</c>.</param>
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

    public void Dispose()
    {
        foreach (IDisposable weight in _tensors.Values.Concat<IDisposable>(_packed.Values).Concat(_matrices.Values))
        {
            weight.Dispose();
        }

        _matrices.Clear();
        _tensors.Clear();
        _packed.Clear();
    }

    private Tensor? Bias(string name) => _tensors.GetValueOrDefault($"{name}.bias");

    private void Add(Checkpoint checkpoint, PlannedWeight weight, Device device, CancellationToken cancellationToken)
    {
        if (weight.OnDevice is not null)
        {
            AddMatrix(checkpoint, weight, device, cancellationToken);
        }
        else if (weight.Matrix is null)
        {
            _tensors[weight.Spec.Name] = LoadFloats(checkpoint, weight, device);
        }
        else
        {
            _packed[weight.Spec.Name] = WeightPacker.Pack(weight.Matrix, cancellationToken);
        }
    }

    private static Tensor LoadFloats(Checkpoint checkpoint, PlannedWeight weight, Device device)
    {
        ScalarType dtype = weight.DType.ScalarType();
        if (weight.Slice is not { } slice)
        {
            return checkpoint.LoadTensor(weight.Spec.Name, weight.Spec.Shape, dtype, device);
        }

        using Tensor whole = checkpoint.LoadTensor(weight.Spec.Name, slice.StoredShape);
        using Tensor part = whole.narrow(slice.Dimension, slice.First, slice.Count);
        // A copy: a view would keep the whole tensor in memory.
        return part.to(dtype, device, copy: true);
    }
}
