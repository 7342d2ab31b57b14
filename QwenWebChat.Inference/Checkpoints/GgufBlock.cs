namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// The decoder and the properties of one block of a GGUF type; the properties are those of <see
/// cref="QuantizedMatrix"/>.
/// </summary>
/// <param name="Decode">Decodes one block.</param>
internal sealed record GgufBlock(GgufBlock.Decoder Decode)
{
    /// <param name="block">The block's bytes.</param>
    /// <param name="values">The values, in the order of the row.</param>
    /// <param name="scales">The scale of each group.</param>
    /// <param name="offsets">The offset of each group, or empty.</param>
    public delegate void Decoder(ReadOnlySpan<byte> block, Span<byte> values, Span<float> scales, Span<float> offsets);

    public required int Bits { get; init; }

    public required int GroupSize { get; init; }

    public int ZeroPoint { get; init; }

    public bool HasOffsets { get; init; }

    public bool HasHalfScales { get; init; }
}
