using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Inference.Model;

/// <summary>The storage policy for the weights of a checkpoint.</summary>
/// <param name="DType">The dtype of float tensors, and of the computation.</param>
/// <param name="Store">The code that reads the weights.</param>
internal sealed record WeightPolicy(DType DType, WeightStore Store = WeightStore.Panels)
{
    /// <summary>True if the CPU's own kernels run the model, not libtorch.</summary>
    public bool UsesKernels => Store == WeightStore.Panels;

    /// <summary>The group size of matrices that are rounded to 8 bits for the kernels.</summary>
    public const int ByteGroupSize = 32;

    /// <summary>
    /// The group size of matrices that are rounded to 8 bits for libtorch's devices, which store two numbers a group
    /// for each half of a value.
    /// </summary>
    public const int DeviceByteGroupSize = 128;

    /// <summary>4 or 8: float matrices are rounded when they are loaded; null: they stay floats.</summary>
    public int? RoundedBits { get; init; }

    /// <summary>The group size of matrices that are rounded to 4 bits.</summary>
    public int RoundedGroupSize { get; init; } = 32;

    /// <summary>True if float embeddings and heads stay floats beside quantized matrices; otherwise they are rounded to 8 bits.</summary>
    public bool KeepsVocabulary { get; init; }
}
