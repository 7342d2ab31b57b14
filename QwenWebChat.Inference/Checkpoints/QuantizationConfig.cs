namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// How the matrices of a Hugging Face folder are quantized. Source of the keys: huggingface/transformers'
/// quantization_config.py, AutoGPTQ's <c>quantize_config.json</c>, AutoAWQ's <c>quant_config.json</c>, and
/// <c>src/compressed_tensors/quantization</c> of vllm-project/compressed-tensors.
/// </summary>
internal sealed record QuantizationConfig
{
    public required QuantizationMethod Method { get; init; }

    /// <summary>AWQ: 4; GPTQ: 4 or 8, the bits of a value and of a zero point; null where each matrix's tensors tell.</summary>
    public int? Bits { get; init; }

    /// <summary>AWQ and GPTQ: input features that share a scale, a multiple of 16; null is a whole row.</summary>
    public int? GroupSize { get; init; }

    /// <summary>GPTQ: the groups are of columns in another order, which each matrix's <c>g_idx</c> tells.</summary>
    public bool HasActOrder { get; init; }

    /// <summary>Whether the makers say that every zero point is 2^(bits - 1); null where matrices differ, or nothing is said.</summary>
    public bool? IsSymmetric { get; init; }

    /// <summary>FP8: the rows and columns of a block that shares a scale; null where there are no blocks.</summary>
    public (int Rows, int Columns)? BlockSize { get; init; }

    /// <summary>What a stored zero point lacks: 1 in GPTQ's files, 0 in AWQ's and in those of <c>gptq_v2</c>.</summary>
    public int ZeroPointBias { get; init; }

    /// <summary>The method as people write it.</summary>
    public string MethodName => Method switch
    {
        QuantizationMethod.Awq => "AWQ",
        QuantizationMethod.Gptq => "GPTQ",
        QuantizationMethod.CompressedTensors => "compressed-tensors",
        _ => "FP8",
    };

    /// <summary>Reads a folder's settings; null where it says nothing of quantization.</summary>
    /// <exception cref="CheckpointException">A file is broken, or the format is one that is not read.</exception>
    public static QuantizationConfig? Load(string folder) => QuantizationConfigReader.Load(folder);
}
