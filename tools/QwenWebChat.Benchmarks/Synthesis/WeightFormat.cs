namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>How a synthetic checkpoint stores its matrices.</summary>
internal enum WeightFormat
{
    /// <summary>bfloat16 safetensors, as Qwen publishes them.</summary>
    BFloat16,

    /// <summary>AWQ's gemm layout: 4 bits, groups of 128, zero points.</summary>
    Awq,

    /// <summary>GPTQ: 4 bits, groups of 128, symmetric, without act-order.</summary>
    Gptq,

    /// <summary>GGUF with every matrix in Q4_0, embedding and head included.</summary>
    GgufQ40,
}
