namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// A block of cached keys and values of one layer: for each key/value head its keys, [headSize, 16 tokens], so that a
/// register holds one element of neighbouring tokens; its values, [16 tokens, headSize]; and for int8 the scales of the
/// keys and of the values, a float32 a token.
/// </summary>
internal sealed record KvBlockLayout
{
    /// <summary>Tokens of a block.</summary>
    public const int Tokens = 16;

    // The widest register: heads are padded with zeros to whole ones.
    private const int Lanes = 16;

    public KvBlockLayout(KvFormat format, int headCount, int headSize)
    {
        Format = format;
        HeadCount = headCount;
        HeadSize = headSize;
        PaddedHeadSize = (headSize + Lanes - 1) / Lanes * Lanes;
    }

    public KvFormat Format { get; }

    /// <summary>Key/value heads.</summary>
    public int HeadCount { get; }

    public int HeadSize { get; }

    /// <summary>Elements that a head takes in memory.</summary>
    public int PaddedHeadSize { get; }

    public int ElementBytes => Format switch { KvFormat.Float32 => sizeof(float), KvFormat.BFloat16 => sizeof(ushort), _ => sizeof(sbyte) };

    /// <summary>From a head's start to its values.</summary>
    public int ValueOffset => Tokens * PaddedHeadSize * ElementBytes;

    /// <summary>From a head's start to the scales of its keys; those of its values follow. Int8 only.</summary>
    public int ScaleOffset => 2 * ValueOffset;

    public int HeadBytes => ScaleOffset + (Format == KvFormat.Int8 ? 2 * Tokens * sizeof(float) : 0);

    /// <summary>Of one layer.</summary>
    public int BlockBytes => HeadCount * HeadBytes;
}
