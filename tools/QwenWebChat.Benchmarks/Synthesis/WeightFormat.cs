namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>The storage format of a synthetic checkpoint's matrices.</summary>
internal enum WeightFormat
{
    /// <summary>Safetensors in bfloat16, as published by Qwen.</summary>
    BFloat16,

    /// <summary>AWQ's gemm layout: 4 bits, groups of 128, zero points.</summary>
    Awq,

    /// <summary>GPTQ: 4 bits, groups of 128, symmetric, without act-order.</summary>
    Gptq,

    /// <summary>GGUF with every matrix in Q4_0, embedding and head included.</summary>
    GgufQ40,
}
