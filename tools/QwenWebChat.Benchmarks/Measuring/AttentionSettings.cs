using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Benchmarks.Measuring;

/// <summary>The settings of a measurement of attention.</summary>
internal sealed record AttentionSettings(
    [Option("--tokens", "Numbers of cached tokens that one token attends to.")] string TokenList = "8192,32768,131072",
    [Option("--kv", "Formats of the cache: int8, bfloat16, float32.")] string FormatList = "int8,bfloat16",
    [Option("--repeats", "Times that each context is measured.", Min = 1)] int Repeats = 7,
    [Option("--threads", "Threads, the main one included. Default: one for each core.", Min = 1)] int? Threads = null) : CommandSettings
{
    private const int MaxTokens = 1 << 20;

    public IReadOnlyList<int> Tokens => Require.Numbers("--tokens", TokenList, MaxTokens);

    public IReadOnlyList<KvFormat> Formats => [.. FormatList.Split(',', StringSplitOptions.TrimEntries).Select(Parse)];

    public override void Validate() => _ = (Tokens, Formats);

    private static KvFormat Parse(string name)
    {
        Require.That(Enum.TryParse(name, ignoreCase: true, out KvFormat format) && Enum.IsDefined(format), "--kv", $"'{name}'", "int8, bfloat16 or float32");
        return format;
    }
}
