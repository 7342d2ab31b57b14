namespace QwenWebChat.Inference.Checkpoints;

/// <summary>The location of one tensor in a safetensors file. Its elements are in row-major order, little-endian.</summary>
/// <param name="Name">The tensor's name, such as <c>model.layers.0.mlp.up_proj.weight</c>.</param>
/// <param name="DType">The type of its elements.</param>
/// <param name="Shape">The dimensions, slowest first; empty for a scalar; a dimension may be 0.</param>
/// <param name="Offset">The first byte, counted from the start of the file.</param>
/// <param name="ByteCount">The length in bytes: the product of the shape times the element size, if that is known.</param>
public sealed record TensorEntry(
    string Name,
    DType DType,
    IReadOnlyList<long> Shape,
    long Offset,
    long ByteCount)
{
    /// <summary>The type's name in the file, also for an unsupported type.</summary>
    public string DTypeName { get; init; } = DType.SafetensorsName();
}
