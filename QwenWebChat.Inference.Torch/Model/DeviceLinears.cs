using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>Several linear layers on libtorch's device, computed as one product.</summary>
/// <param name="weight">The weights of all layers, concatenated by rows.</param>
/// <param name="bias">The concatenated biases of all layers, or null.</param>
internal sealed class DeviceLinears(IDeviceMatrix weight, Tensor? bias, DeviceOperators operators) : LinearGroup
{
    public override bool TakesWholeInput => weight.ChoosesColumns;

    public override ScriptedWeight? Scripted => weight.Scripted is { } scripted ? scripted with { Bias = bias } : null;

    public override Tensor Forward(Tensor x) => weight.Multiply(x, bias, operators);
}
