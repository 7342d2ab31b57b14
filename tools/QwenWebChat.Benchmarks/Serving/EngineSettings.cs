using QwenWebChat.Inference.Execution;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The settings of every command that runs the whole engine.</summary>
internal sealed record EngineSettings(
    [Option("--model", "A model folder or a .gguf file.", Value = "PATH")] string Model,
    [Option("--threads", "Threads of a step. Default: the app's.")] int? Threads = null,
    [Option("--kv-cache", "float32, bfloat16, int8 or auto.")] string KvCache = "auto",
    [Option("--cache-tokens", "KV-cache capacity in tokens, shared by all requests. Default: the app's.")] int? CacheTokens = null) : CommandSettings
{
    public InferenceOptions Options => new() { ThreadCount = Threads, KvCache = KvCache, CacheTokens = CacheTokens };

    public override void Validate() => Options.Validate();
}
