namespace QwenWebChat.Benchmarks.Synthesis;

/// <summary>Maps the format names of the command line to formats.</summary>
internal static class WeightFormats
{
    private static readonly Dictionary<string, WeightFormat> ByName = new(StringComparer.Ordinal)
    {
        ["bf16"] = WeightFormat.BFloat16,
        ["awq"] = WeightFormat.Awq,
        ["gptq"] = WeightFormat.Gptq,
        ["gguf-q4_0"] = WeightFormat.GgufQ40,
    };

    /// <exception cref="ArgumentException">The format is unknown.</exception>
    public static WeightFormat Named(string name) =>
        ByName.TryGetValue(name, out WeightFormat format)
            ? format
            : throw new ArgumentException($"--format is '{name}'; it must be one of {string.Join(", ", ByName.Keys)}.");
}
