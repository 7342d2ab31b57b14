namespace QwenWebChat.Inference.Kernels;

/// <summary>The storage format of cached keys and values.</summary>
internal enum KvFormat
{
    /// <summary>Float32, as they are computed.</summary>
    Float32,

    /// <summary>Bfloat16: half the memory, 8 bits of precision.</summary>
    BFloat16,

    /// <summary>Int8: a quarter of the memory, with a float32 scale for each head and token.</summary>
    Int8,
}
