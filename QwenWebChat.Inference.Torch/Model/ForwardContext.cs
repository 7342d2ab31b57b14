using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>What every layer of one forward pass shares.</summary>
/// <param name="Attention">What the tokens may look at.</param>
/// <param name="Cos">The rotary embedding's cosines at the tokens' positions, [tokens, headSize/2], float32.</param>
/// <param name="Sin">Its sines, likewise.</param>
internal sealed record ForwardContext(IAttention Attention, Tensor Cos, Tensor Sin);
