using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Model;

/// <summary>How the weights of a checkpoint are to be held.</summary>
/// <param name="DType">The type of float tensors, and of what is computed.</param>
/// <param name="Store">What they are held for.</param>
internal sealed record WeightPolicy(DType DType, WeightStore Store = WeightStore.Panels)
{
    /// <summary>Whether the CPU's own kernels run the model, not libtorch.</summary>
    public bool UsesKernels => Store == WeightStore.Panels;

    /// <summary>The group size of matrices that are rounded to 8 bits for the kernels.</summary>
    public const int ByteGroupSize = 32;

    /// <summary>The same for libtorch's devices, which hold two numbers a group for each half of a value.</summary>
    public const int DeviceByteGroupSize = 128;

    /// <summary>4 or 8: float matrices are rounded as they are loaded; null: they stay.</summary>
    public int? RoundedBits { get; init; }

    /// <summary>The group size of matrices that are rounded to 4 bits.</summary>
    public int RoundedGroupSize { get; init; } = 32;

    /// <summary>Whether float embeddings and heads stay floats beside quantized matrices; else they are rounded to 8 bits.</summary>
    public bool KeepsVocabulary { get; init; }
}
