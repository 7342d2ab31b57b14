using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>Linear layers on libtorch's device as one product.</summary>
/// <param name="weight">Of all layers, one layer's rows after the other's.</param>
/// <param name="bias">Likewise, or none.</param>
internal sealed class DeviceLinears(IDeviceMatrix weight, Tensor? bias, DeviceOperators operators) : LinearGroup
{
    public override bool TakesWholeInput => weight.ChoosesColumns;

    public override Tensor Forward(Tensor x) => weight.Multiply(x, bias, operators);
}
