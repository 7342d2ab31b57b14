using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>The storage format of a matrix on libtorch's device.</summary>
internal enum DeviceFormat
{
    Float,
    Int4,
    Int8,
}
