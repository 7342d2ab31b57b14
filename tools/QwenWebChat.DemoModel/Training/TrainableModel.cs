using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Model;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace QwenWebChat.DemoModel.Training;

/// <summary>The serving model with float32 weights that have gradients.</summary>
internal sealed class TrainableModel : IDisposable
{
    private TrainableModel(Qwen2Config config, Dictionary<string, Tensor> weights)
    {
        Parameters = weights.ToDictionary(pair => pair.Key, pair => TakeOver(pair.Value));
        Model = new Qwen2Model(config, new TensorWeights(Parameters.Select(pair => KeyValuePair.Create(pair.Key, (Tensor)pair.Value))));
    }

    public Qwen2Model Model { get; }

    public IReadOnlyDictionary<string, Parameter> Parameters { get; }

    /// <summary>
    /// Creates new weights: normally distributed, with the projections to the residual stream scaled down by the depth
    /// (Radford et al. 2019).
    /// </summary>
    public static TrainableModel Create(Qwen2Config config, ulong seed, Device device)
    {
        using Generator random = new(seed);
        double deviation = 0.6 / Math.Sqrt(config.HiddenSize);
        double residual = deviation / Math.Sqrt(2 * config.LayerCount);
        Dictionary<string, Tensor> weights = [];
        foreach (TensorSpec spec in TensorSpec.For(config))
        {
            long[] shape = [.. spec.Shape];
            bool writesToStream = spec.Name.EndsWith("o_proj.weight", StringComparison.Ordinal) || spec.Name.EndsWith("down_proj.weight", StringComparison.Ordinal);
            weights[spec.Name] = spec.Name switch
            {
                var name when name.EndsWith("norm.weight", StringComparison.Ordinal) => ones(shape, device: device),
                var name when name.EndsWith(".bias", StringComparison.Ordinal) => zeros(shape, device: device),
                _ => randn(shape, generator: random).mul_(writesToStream ? residual : deviation).to(device),
            };
        }

        return new TrainableModel(config, weights);
    }

    /// <summary>Loads the weights of a checkpoint for further training.</summary>
    public static TrainableModel Load(Checkpoint checkpoint, Device device) => new(
        checkpoint.Config,
        TensorSpec.For(checkpoint.Config).ToDictionary(
            spec => spec.Name, spec => checkpoint.LoadTensor(spec.Name, spec.Shape, ScalarType.Float32, device)));

    /// <summary>Writes the weights as model.safetensors.</summary>
    public void Save(string path, ScalarType dtype)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        SafetensorsWriter writer = new();
        foreach ((string name, Parameter parameter) in Parameters)
        {
            writer.Add(name, parameter.detach().to(dtype).cpu().contiguous());
        }

        writer.Write(path);
    }

    public void Dispose() => Model.Dispose();

    /// <summary>
    /// A parameter is another handle to the same memory: the first one must be disposed, or it outlives the model.
    /// </summary>
    private static Parameter TakeOver(Tensor weight)
    {
        using (weight)
        {
            return new Parameter(weight, requires_grad: true);
        }
    }
}
