using QwenWebChat.Inference.Kernels;
using TorchSharp;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// Scalars that live as long as the process. TorchSharp passes the address inside a <see cref="Scalar"/> to a native
/// call without keeping the object alive: a temporary scalar may be finalized during the call (docs/adr/0007).
/// </summary>
internal static class Scalars
{
    public static readonly Scalar One = 1.0.ToScalar();

    public static readonly Scalar NegativeInfinity = double.NegativeInfinity.ToScalar();
}
