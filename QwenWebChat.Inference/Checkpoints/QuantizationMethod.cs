namespace QwenWebChat.Inference.Checkpoints;

/// <summary>Who packed a folder's matrices into whole numbers.</summary>
internal enum QuantizationMethod
{
    /// <summary>casper-hansen/AutoAWQ's GEMM layout.</summary>
    Awq,

    /// <summary>AutoGPTQ/AutoGPTQ's layout, which ModelCloud/GPTQModel goes on with.</summary>
    Gptq,
}
