namespace QwenWebChat.Inference.Checkpoints;

/// <summary>The format of a folder's quantized matrices, by the program that writes it.</summary>
internal enum QuantizationMethod
{
    /// <summary>casper-hansen/AutoAWQ's GEMM layout.</summary>
    Awq,

    /// <summary>AutoGPTQ/AutoGPTQ's layout, which ModelCloud/GPTQModel continues.</summary>
    Gptq,

    /// <summary>vllm-project/compressed-tensors: integers or FP8, as llm-compressor writes them.</summary>
    CompressedTensors,

    /// <summary>FP8 with scales, as in the FP8 folders of DeepSeek and Qwen and in those of AutoFP8 and FBGEMM.</summary>
    Fp8,
}
