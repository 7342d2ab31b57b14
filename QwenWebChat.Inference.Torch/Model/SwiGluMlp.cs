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

/// <summary>The gated feed-forward block (Shazeer 2020): down(silu(gate(x)) * up(x)), without biases.</summary>
internal sealed class SwiGluMlp(TensorWeights weights, DeviceOperators operators, string prefix)
{
    public LinearGroup GateUpProj { get; } = weights.Linears(operators, $"{prefix}.gate_proj", $"{prefix}.up_proj");

    public LinearGroup DownProj { get; } = weights.Linears(operators, $"{prefix}.down_proj");

    /// <summary>Computes the gated activations, the input of <see cref="DownProj"/>.</summary>
    /// <param name="x">The normalized input, [tokens, hidden].</param>
    /// <returns>The activations, [tokens, intermediate].</returns>
    public Tensor Gate(Tensor x)
    {
        Tensor gateUp = GateUpProj.Forward(x);
        long width = gateUp.size(1) / 2;
        return nn.functional.silu(gateUp.narrow(1, 0, width)).mul_(gateUp.narrow(1, width, width));
    }
}
