using QwenWebChat.Inference.Checkpoints;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>All tensors of a model by checkpoint name; their one owner.</summary>
internal sealed class ModelWeights : IDisposable
{
    private readonly Dictionary<string, Tensor> _tensors;

    /// <summary>Takes over tensors that are there already, for training.</summary>
    public ModelWeights(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        _tensors = new Dictionary<string, Tensor>(tensors);
    }

    public Tensor this[string name] => _tensors[name];

    /// <summary>Every tensor by its checkpoint name.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    /// <summary>Parameters, each counted once.</summary>
    public long ParameterCount => _tensors.Values.Sum(tensor => tensor.numel());

    public long Bytes => _tensors.Values.Sum(tensor => tensor.numel() * tensor.element_size());

    /// <summary>Checks names, shapes and dtypes from the files' headers alone.</summary>
    /// <exception cref="CheckpointException">A tensor is missing, misshapen or of a dtype that is not a float.</exception>
    public static void Check(Checkpoint checkpoint)
    {
        foreach (TensorSpec spec in TensorSpec.For(checkpoint.Config))
        {
            checkpoint.Require(spec.Name, spec.Shape);
        }
    }

    /// <summary>Reads every tensor, one at a time, converted to <paramref name="dtype"/>, onto the device.</summary>
    /// <exception cref="OperationCanceledException">What was read so far is freed.</exception>
    public static ModelWeights Load(
        Checkpoint checkpoint, ScalarType dtype, Device device, IProgress<LoadProgress>? progress, CancellationToken cancellationToken)
    {
        TensorSpec[] specs = [.. TensorSpec.For(checkpoint.Config)];
        long elementBytes = finfo(dtype).bits / 8;
        long total = specs.Sum(spec => spec.ElementCount * elementBytes);
        long loaded = 0;
        ModelWeights weights = new([]);
        try
        {
            foreach (TensorSpec spec in specs)
            {
                cancellationToken.ThrowIfCancellationRequested();
                weights._tensors[spec.Name] = checkpoint.LoadTensor(spec.Name, spec.Shape, dtype, device);
                loaded += spec.ElementCount * elementBytes;
                progress?.Report(new LoadProgress(loaded, total));
            }

            return weights;
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (Tensor tensor in _tensors.Values)
        {
            tensor.Dispose();
        }

        _tensors.Clear();
    }
}
