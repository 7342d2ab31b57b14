using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>Linear layers with float weights as the checkpoint stores them.</summary>
/// <param name="layers">Weights of [outFeatures, inFeatures] and biases of [outFeatures], or none.</param>
internal sealed class FloatLinears(IReadOnlyList<(Tensor Weight, Tensor? Bias)> layers) : LinearGroup
{
    public override Tensor[] Forward(Tensor x) => [.. layers.Select(layer => nn.functional.linear(x, layer.Weight, layer.Bias))];
}
