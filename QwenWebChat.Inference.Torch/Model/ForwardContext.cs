using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>Inputs that all layers of one forward pass share.</summary>
/// <param name="Attention">Attention over the tokens that are visible in this pass.</param>
/// <param name="Cos">The rotary embedding's cosines at the tokens' positions, [tokens, headSize/2], float32.</param>
/// <param name="Sin">The rotary embedding's sines at the tokens' positions, [tokens, headSize/2], float32.</param>
internal sealed record ForwardContext(IAttention Attention, Tensor Cos, Tensor Sin);
