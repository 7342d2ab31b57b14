using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>How the weights of a checkpoint are to be held.</summary>
/// <param name="DType">The type of float tensors, and of what is computed.</param>
/// <param name="Device">Where everything goes. On a GPU quantized matrices become floats.</param>
internal sealed record WeightPolicy(ScalarType DType, Device Device)
{
    /// <summary>Whether the CPU's own kernels run the model, not libtorch.</summary>
    public bool UsesKernels => Device.type == TorchSharp.DeviceType.CPU && !IsExact;

    /// <summary>The group size of matrices that are rounded to 8 bits.</summary>
    public const int ByteGroupSize = 32;

    /// <summary>4 or 8: float matrices are rounded as they are loaded; null: they stay.</summary>
    public int? RoundedBits { get; init; }

    /// <summary>The group size of matrices that are rounded to 4 bits.</summary>
    public int RoundedGroupSize { get; init; } = 32;

    /// <summary>Whether float embeddings and heads stay floats beside quantized matrices; else they are rounded to 8 bits.</summary>
    public bool KeepsVocabulary { get; init; }

    /// <summary>
    /// Whether products are computed in float32 with the weights' exact values, the reference for the kernels; then
    /// nothing is rounded that the checkpoint or <see cref="RoundedBits"/> does not say.
    /// </summary>
    public bool IsExact { get; init; }
}
