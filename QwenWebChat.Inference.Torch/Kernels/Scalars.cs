using QwenWebChat.Inference.Kernels;
using TorchSharp;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// Scalars that live as long as the process. TorchSharp hands a native call the address inside a <see cref="Scalar"/>
/// without keeping the object: a temporary one may be finalised under the call (docs/adr/0007).
/// </summary>
internal static class Scalars
{
    public static readonly Scalar One = 1.0.ToScalar();

    public static readonly Scalar NegativeInfinity = double.NegativeInfinity.ToScalar();
}
