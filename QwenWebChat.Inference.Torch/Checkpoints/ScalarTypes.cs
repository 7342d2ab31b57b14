using QwenWebChat.Inference.Checkpoints;
using TorchSharp;

namespace QwenWebChat.Inference.Torch.Checkpoints;

/// <summary>Maps <see cref="DType"/> to TorchSharp's element types.</summary>
internal static class ScalarTypes
{
    /// <exception cref="ArgumentOutOfRangeException">TorchSharp has no such type: <see cref="DType.Float8E4M3"/>.</exception>
    public static torch.ScalarType ScalarType(this DType dtype) => dtype switch
    {
        DType.Float64 => torch.ScalarType.Float64,
        DType.Float32 => torch.ScalarType.Float32,
        DType.Float16 => torch.ScalarType.Float16,
        DType.BFloat16 => torch.ScalarType.BFloat16,
        DType.Int64 => torch.ScalarType.Int64,
        DType.Int32 => torch.ScalarType.Int32,
        DType.Int16 => torch.ScalarType.Int16,
        DType.Int8 => torch.ScalarType.Int8,
        DType.UInt8 => torch.ScalarType.Byte,
        DType.Bool => torch.ScalarType.Bool,
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, null),
    };
}
