namespace QwenWebChat.Inference.Kernels;

/// <summary>How cached keys and values are held.</summary>
internal enum KvFormat
{
    /// <summary>As they are computed.</summary>
    Float32,

    /// <summary>Half the memory, to 8 bits of precision.</summary>
    BFloat16,

    /// <summary>A quarter, with a float32 scale a head and token.</summary>
    Int8,
}
