namespace QwenWebChat.Inference.Checkpoints;

/// <summary>Where one tensor lies in a safetensors file. Its elements are in row-major order, little-endian.</summary>
/// <param name="Name">The tensor's name, such as <c>model.layers.0.mlp.up_proj.weight</c>.</param>
/// <param name="DType">The type of its elements.</param>
/// <param name="Shape">Its dimensions, slowest first; empty for a scalar; a dimension may be 0.</param>
/// <param name="Offset">Its first byte, counted from the start of the file.</param>
/// <param name="ByteCount">Its length in bytes: the product of the shape times the element's size, where that is known.</param>
public sealed record TensorEntry(
    string Name,
    DType DType,
    IReadOnlyList<long> Shape,
    long Offset,
    long ByteCount)
{
    /// <summary>The type as the file names it, also where it is none that is read.</summary>
    public string DTypeName { get; init; } = DType.SafetensorsName();
}
