namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// Recognizes matrices quantized by Apple's MLX: <c>weight</c> (U32), <c>scales</c> and <c>biases</c> side by side, described by
/// <c>quantization</c> in <c>config.json</c>. Source: <c>nn.quantize</c> of ml-explore/mlx and mlx-lm's <c>convert.py</c>.
/// </summary>
internal static class MlxWeights
{
    /// <summary>The key in <c>config.json</c>.</summary>
    public const string Key = "quantization";

    private const string ScalesSuffix = ".scales";

    /// <summary>Rejects a folder with such matrices.</summary>
    /// <exception cref="CheckpointException">The folder contains such matrices.</exception>
    public static void Refuse(string folder, CheckpointIndex index)
    {
        if (!index.Tensors.Keys.Any(name => IsScales(name, index)))
        {
            return;
        }

        string config = Path.Combine(folder, Qwen2Config.FileName);
        JsonSection? settings = JsonSection.Load(config, "the model's configuration, a JSON object").Section(Key);
        string details = settings?.Quote("bits") is { } bits && settings.Quote("group_size") is { } size ? $" ({bits} bits, groups of {size})" : "";
        throw new CheckpointException(
            config, $"weights quantized by MLX{details}, which Apple's GPUs run", "the original weights, or a version in AWQ, GPTQ or GGUF");
    }

    // AWQ and GPTQ also have scales, but with qweight and without biases; MLX's own 4-bit floats have no biases either.
    private static bool IsScales(string name, CheckpointIndex index)
    {
        if (!name.EndsWith(ScalesSuffix, StringComparison.Ordinal))
        {
            return false;
        }

        string stem = name[..^ScalesSuffix.Length];
        return index.Tensors.TryGetValue($"{stem}.weight", out IndexedTensor? weight)
            && !weight.Entry.DType.IsFloatWeight()
            && (weight.Entry.DTypeName == "U32" || index.Tensors.ContainsKey($"{stem}.biases"));
    }
}
