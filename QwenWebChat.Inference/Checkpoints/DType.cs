using System.Diagnostics.CodeAnalysis;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// The supported element types of a safetensors file; the format has more (E5M2, FP4, complex), which are rejected by
/// name if such a tensor is used. Source: the dtype list of huggingface/safetensors.
/// </summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The types' own names say it best.")]
public enum DType
{
    Float64,
    Float32,
    Float16,
    BFloat16,

    /// <summary>FP8 with 4 bits of exponent and 3 of fraction, without infinities, for matrices with scales.</summary>
    Float8E4M3,
    Int64,
    Int32,
    Int16,
    Int8,
    UInt8,
    Bool,

    /// <summary>Any other type; <see cref="TensorEntry.DTypeName"/> has its name.</summary>
    Unknown,
}
