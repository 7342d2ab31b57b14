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

/// <summary>Linear layers with float weights as the checkpoint stores them.</summary>
/// <param name="layers">The weights, [outFeatures, inFeatures], and biases, [outFeatures], or null.</param>
internal sealed class FloatLinears(IReadOnlyList<(Tensor Weight, Tensor? Bias)> layers) : LinearGroup
{
    public override Tensor Forward(Tensor x) =>
        layers.Count == 1 ? Multiply(x, layers[0]) : cat([.. layers.Select(layer => Multiply(x, layer))], -1);

    private static Tensor Multiply(Tensor x, (Tensor Weight, Tensor? Bias) layer) => nn.functional.linear(x, layer.Weight, layer.Bias);
}
