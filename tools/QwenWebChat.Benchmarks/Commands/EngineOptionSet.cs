using System.CommandLine;
using QwenWebChat.Inference.Execution;

namespace QwenWebChat.Benchmarks.Commands;

/// <summary>The options of every command that runs the whole engine.</summary>
internal sealed class EngineOptionSet
{
    public Option<string> Model { get; } = new("--model") { Description = "A model folder or a .gguf file.", HelpName = "PATH", Required = true };

    public Option<int?> Threads { get; } = new("--threads") { Description = "Threads of a step. Default: the app's." };

    public Option<string> KvCache { get; } = new("--kv-cache") { Description = "float32, bfloat16, int8 or auto.", DefaultValueFactory = _ => "auto" };

    public Option<int?> CacheTokens { get; } = new("--cache-tokens") { Description = "KV-cache capacity in tokens, shared by all requests. Default: the app's." };

    public void AddTo(Command command)
    {
        command.Options.Add(Model);
        command.Options.Add(Threads);
        command.Options.Add(KvCache);
        command.Options.Add(CacheTokens);
    }

    public InferenceOptions Of(ParseResult parsed) => new()
    {
        ThreadCount = parsed.GetValue(Threads),
        KvCache = parsed.GetValue(KvCache)!,
        CacheTokens = parsed.GetValue(CacheTokens),
    };
}
