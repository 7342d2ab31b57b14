using System.Text.Json.Serialization;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.Benchmarks.Serving;

/// <summary>The settings of a command that runs the whole engine.</summary>
internal abstract record EngineSettings : ModelSettings
{
    [JsonIgnore]
    [Option("--threads", "Threads of a step. Default: the app's.")]
    public int? Threads { get; init; }

    [JsonIgnore]
    [Option("--cache-tokens", "KV-cache capacity in tokens, shared by all requests. Default: the app's.")]
    public int? CacheTokens { get; init; }

    public override InferenceOptions Options => new() { ThreadCount = Threads, KvCache = KvCache, CacheTokens = CacheTokens };
}
