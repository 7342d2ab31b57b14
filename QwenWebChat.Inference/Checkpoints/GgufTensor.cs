namespace QwenWebChat.Inference.Checkpoints;

/// <summary>Where one tensor lies in a GGUF file.</summary>
/// <param name="Name">The tensor's name, such as <c>blk.0.ffn_up.weight</c>.</param>
/// <param name="Type">What its bytes mean.</param>
/// <param name="Shape">Its dimensions, slowest first; the file lists them the other way around.</param>
/// <param name="Offset">Its first byte, counted from the start of the file.</param>
/// <param name="ByteCount">Its length in bytes; 0 where the type is none that is read.</param>
internal sealed record GgufTensor(
    string Name,
    GgufType Type,
    IReadOnlyList<long> Shape,
    long Offset,
    long ByteCount);
