using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <content>Matrices in the layouts of the operators of libtorch's device.</content>
internal sealed partial class TensorWeights
{
    // Keyed by the layer's name, or by the joined names of several layers.
    private readonly Dictionary<string, IDeviceMatrix> _matrices = [];

    /// <summary>The largest int4 matrix on libtorch's device; null if there is none.</summary>
    public Int4Matrix? LargestInt4 => _matrices.Values.OfType<Int4Matrix>().MaxBy(matrix => matrix.Bytes);

    /// <summary>Returns one product for layers that were joined when loaded, or one for each layer if their formats differ.</summary>
    private LinearGroup DeviceLinears(DeviceOperators operators, IReadOnlyList<string> names)
    {
        Tensor?[] biases = [.. names.Select(Bias)];
        if (_matrices.TryGetValue(DeviceGroups.NameOf(names), out IDeviceMatrix? matrix))
        {
            bool hasBias = biases[0] is not null;
            return new DeviceLinears(matrix, names.Count > 1 && hasBias ? Joined(names, biases!) : biases[0], operators);
        }

        return new SeparateLinears([.. names.Select(name => DeviceLinears(operators, [name]))]);
    }

    private Tensor Joined(IReadOnlyList<string> names, Tensor[] biases)
    {
        Tensor joined = cat(biases).DetachFromDisposeScope();
        foreach ((string name, Tensor bias) in names.Zip(biases))
        {
            bias.Dispose();
            _tensors.Remove($"{name}.bias");
        }

        return _tensors[DeviceGroups.NameOf(names)] = joined;
    }

    /// <summary>
    /// Joins matrices over the same input on the host, before they are copied to the device: joining on the device
    /// would leave the memory of the parts fragmented.
    /// </summary>
    private void AddMatrix(Checkpoint checkpoint, PlannedWeight weight, Device device, CancellationToken cancellationToken)
    {
        string name = weight.Spec.Name[..^".weight".Length];
        _matrices[name] = Pack(checkpoint, weight, cancellationToken);
        if (DeviceGroups.CompletedBy(name) is not { } group)
        {
            return;
        }

        IDeviceMatrix[] parts = [.. group.Select(part => _matrices[part])];
        if (parts.Length > 1 && parts[0].TryJoin(parts[1..]) is { } joined)
        {
            foreach ((string part, IDeviceMatrix matrix) in group.Zip(parts))
            {
                matrix.Dispose();
                _matrices.Remove(part);
            }

            group = [DeviceGroups.NameOf(group)];
            _matrices[group[0]] = joined;
        }

        foreach (string part in group)
        {
            _matrices[part] = _matrices[part].MoveTo(device);
        }
    }

    /// <summary>Packs a matrix on the CPU.</summary>
    private static IDeviceMatrix Pack(Checkpoint checkpoint, PlannedWeight weight, CancellationToken cancellationToken)
    {
        switch (weight.OnDevice)
        {
            case MatrixFormat.Int4:
                return Int4Matrix.Pack(weight.Matrix!, weight.DType.ScalarType(), cancellationToken);
            case MatrixFormat.Int8:
                return Int8Matrix.Pack(weight.Matrix!, weight.DType.ScalarType(), cancellationToken);
            default:
                if (weight.Matrix is null)
                {
                    return new FloatMatrix(LoadFloats(checkpoint, weight, torch.CPU));
                }

                using (QuantizedWeight packed = WeightPacker.Pack(weight.Matrix, cancellationToken))
                {
                    return new FloatMatrix(DequantizedLinears.Floats(packed, weight.DType.ScalarType()));
                }
        }
    }
}
