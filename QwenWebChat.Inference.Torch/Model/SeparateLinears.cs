using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>Linear layers in different storage formats, computed one after the other.</summary>
internal sealed class SeparateLinears(IReadOnlyList<LinearGroup> groups) : LinearGroup
{
    public override Tensor Forward(Tensor x) => cat([.. groups.Select(group => group.Forward(x))], -1);
}
