namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>The settings of a checkpoint with random weights.</summary>
internal sealed record SynthesizeSettings : CommandSettings
{
    private static readonly Dictionary<string, WeightFormat> Formats = new(StringComparer.Ordinal)
    {
        ["bf16"] = WeightFormat.BFloat16,
        ["awq"] = WeightFormat.Awq,
        ["gptq"] = WeightFormat.Gptq,
        ["gguf-q4_0"] = WeightFormat.GgufQ40,
    };

    [Option("--shape", "7b, 1.5b or 0.5b.", IsRequired = true)]
    public string Shape { get; init; } = "";

    [Option("--format", "bf16, awq, gptq or gguf-q4_0.", IsRequired = true)]
    public string Format { get; init; } = "";

    [Option("--out", "The folder to write.", HelpName = "DIR", IsRequired = true)]
    public string Folder { get; init; } = "";

    [Option("--layers", "Layers to write instead of all.")]
    public int? LayerCount { get; init; }

    [Option("--tokenizer", "A folder with the tokenizer to copy. Default: one token for each byte.", HelpName = "DIR")]
    public string? Tokenizer { get; init; }

    public WeightFormat WeightFormat => Formats[Format];

    public override void Validate()
    {
        _ = QwenShapes.Named(Shape, LayerCount);
        Require.That(Formats.ContainsKey(Format), "--format", $"'{Format}'", $"one of {string.Join(", ", Formats.Keys)}");
    }
}
