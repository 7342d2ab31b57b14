namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// The quantization settings of a Hugging Face folder. Source of the keys: huggingface/transformers'
/// quantization_config.py, AutoGPTQ's <c>quantize_config.json</c>, AutoAWQ's <c>quant_config.json</c>, and
/// <c>src/compressed_tensors/quantization</c> of vllm-project/compressed-tensors.
/// </summary>
internal sealed record QuantizationConfig
{
    public required QuantizationMethod Method { get; init; }

    /// <summary>
    /// The bits of a value and of a zero point: 4 for AWQ, 4 or 8 for GPTQ; null if each matrix's tensors determine
    /// them.
    /// </summary>
    public int? Bits { get; init; }

    /// <summary>The number of input features that share a scale in AWQ and GPTQ, a multiple of 16; null for a whole row.</summary>
    public int? GroupSize { get; init; }

    /// <summary>True if a GPTQ folder uses act-order: groups of columns in the order of each matrix's <c>g_idx</c>.</summary>
    public bool HasActOrder { get; init; }

    /// <summary>True if every zero point is 2^(bits - 1) according to the settings; null if matrices differ, or it is not stated.</summary>
    public bool? IsSymmetric { get; init; }

    /// <summary>The rows and columns of an FP8 block that shares a scale; null if there are no blocks.</summary>
    public (int Rows, int Columns)? BlockSize { get; init; }

    /// <summary>The number to add to a stored zero point: 1 in GPTQ's files, 0 in AWQ's and <c>gptq_v2</c>'s.</summary>
    public int ZeroPointBias { get; init; }

    /// <summary>The method's common name.</summary>
    public string MethodName => Method switch
    {
        QuantizationMethod.Awq => "AWQ",
        QuantizationMethod.Gptq => "GPTQ",
        QuantizationMethod.CompressedTensors => "compressed-tensors",
        _ => "FP8",
    };

    /// <summary>Reads a folder's settings; null if it has no quantization settings.</summary>
    /// <exception cref="CheckpointException">A file is damaged, or the format is not supported.</exception>
    public static QuantizationConfig? Load(string folder) => QuantizationConfigReader.Load(folder);
}
