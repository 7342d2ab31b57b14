namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// The layout of a KV block in one layer: for each key/value head its keys, [headSize / step, 16 tokens, step], so that a
/// register holds the same elements of adjacent tokens; its values, [16 tokens / step, headSize, step]; and for int8 the
/// scales of keys and of values, one float32 for each token.
/// </summary>
internal sealed record KvBlockLayout
{
    /// <summary>The number of tokens in a block.</summary>
    public const int Tokens = 16;

    // The widest register: heads are padded with zeros to a multiple of it.
    private const int Lanes = 16;

    public KvBlockLayout(KvFormat format, int headCount, int headSize)
    {
        Format = format;
        HeadCount = headCount;
        HeadSize = headSize;
        PaddedHeadSize = (headSize + Lanes - 1) / Lanes * Lanes;
    }

    public KvFormat Format { get; }

    /// <summary>The number of key/value heads.</summary>
    public int HeadCount { get; }

    public int HeadSize { get; }

    /// <summary>The number of elements of a head in memory, including padding.</summary>
    public int PaddedHeadSize { get; }

    public int ElementBytes => Format switch { KvFormat.Float32 => sizeof(float), KvFormat.BFloat16 => sizeof(ushort), _ => sizeof(sbyte) };

    /// <summary>
    /// The number of elements in a lane, which a kernel multiplies in one step: 2 of formats with less than 32 bits, because
    /// a lane of 32 bits then holds two 16-bit numbers.
    /// </summary>
    public int StepElements => Format == KvFormat.Float32 ? 1 : 2;

    /// <summary>The offset of the values from a head's start, in bytes.</summary>
    public int ValueOffset => Tokens * PaddedHeadSize * ElementBytes;

    /// <summary>The offset of the keys' scales from a head's start, in bytes; the values' scales follow. Int8 only.</summary>
    public int ScaleOffset => 2 * ValueOffset;

    public int HeadBytes => ScaleOffset + (Format == KvFormat.Int8 ? 2 * Tokens * sizeof(float) : 0);

    /// <summary>The size of a block in one layer, in bytes.</summary>
    public int BlockBytes => HeadCount * HeadBytes;

    /// <summary>Returns where the keys of the token at a place in the block are.</summary>
    public KvPlaces Keys(int slot) => new(slot * StepElements, StepElements == 1 ? Tokens : 1, 2 * Tokens);

    /// <summary>Returns where the values of the token at a place in the block are.</summary>
    public KvPlaces Values(int slot) =>
        new((slot / StepElements * PaddedHeadSize * StepElements) + (slot % StepElements), StepElements, 2 * StepElements);
}
