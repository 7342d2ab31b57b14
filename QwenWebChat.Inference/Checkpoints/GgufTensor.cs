namespace QwenWebChat.Inference.Checkpoints;

/// <summary>The location of one tensor in a GGUF file.</summary>
/// <param name="Name">The tensor's name, such as <c>blk.0.ffn_up.weight</c>.</param>
/// <param name="Type">The data type.</param>
/// <param name="Shape">The dimensions, slowest first; the file lists them in reverse order.</param>
/// <param name="Offset">The first byte, counted from the start of the file.</param>
/// <param name="ByteCount">The length in bytes; 0 if the type is not supported.</param>
internal sealed record GgufTensor(
    string Name,
    GgufType Type,
    IReadOnlyList<long> Shape,
    long Offset,
    long ByteCount);
