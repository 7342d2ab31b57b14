namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// How the matrices of a Hugging Face folder are packed into whole numbers. Source of the keys:
/// huggingface/transformers' quantization_config.py, AutoGPTQ's <c>quantize_config.json</c> and AutoAWQ's
/// <c>quant_config.json</c>.
/// </summary>
internal sealed record QuantizationConfig
{
    public required QuantizationMethod Method { get; init; }

    /// <summary>4, or for GPTQ 8: the bits of a value and of a zero point.</summary>
    public required int Bits { get; init; }

    /// <summary>Input features that share a scale, a multiple of 16; null is a whole row.</summary>
    public required int? GroupSize { get; init; }

    /// <summary>GPTQ: the groups are of columns in another order, which each matrix's <c>g_idx</c> tells.</summary>
    public bool HasActOrder { get; init; }

    /// <summary>GPTQ: the makers say that every zero point is 2^(bits - 1).</summary>
    public bool IsSymmetric { get; init; }

    /// <summary>What a stored zero point lacks: 1 in GPTQ's files, 0 in AWQ's and in those of <c>gptq_v2</c>.</summary>
    public int ZeroPointBias { get; init; }

    /// <summary>The method as people write it.</summary>
    public string MethodName => Method == QuantizationMethod.Awq ? "AWQ" : "GPTQ";

    /// <summary>Reads a folder's settings; null where it says nothing of quantization.</summary>
    /// <exception cref="CheckpointException">A file is broken, or the format is one that is not read.</exception>
    public static QuantizationConfig? Load(string folder) => QuantizationConfigReader.Load(folder);
}
