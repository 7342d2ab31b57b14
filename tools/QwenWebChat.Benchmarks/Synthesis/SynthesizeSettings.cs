namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>The settings of a checkpoint with random weights.</summary>
internal sealed record SynthesizeSettings(
    [Option("--shape", "7b, 1.5b or 0.5b.")] string Shape,
    [Option("--format", "bf16, awq, gptq or gguf-q4_0.")] string Format,
    [Option("--out", "The folder to write.", Value = "DIR")] string Folder,
    [Option("--layers", "Layers to write instead of all.")] int? LayerCount = null,
    [Option("--tokenizer", "A folder with the tokenizer to copy. Default: one token for each byte.", Value = "DIR")] string? Tokenizer = null) : CommandSettings
{
    private static readonly Dictionary<string, WeightFormat> Formats = new(StringComparer.Ordinal)
    {
        ["bf16"] = WeightFormat.BFloat16,
        ["awq"] = WeightFormat.Awq,
        ["gptq"] = WeightFormat.Gptq,
        ["gguf-q4_0"] = WeightFormat.GgufQ40,
    };

    public WeightFormat WeightFormat => Formats[Format];

    public override void Validate()
    {
        _ = QwenShapes.Named(Shape, LayerCount);
        Require.That(Formats.ContainsKey(Format), "--format", $"'{Format}'", $"one of {string.Join(", ", Formats.Keys)}");
    }
}
