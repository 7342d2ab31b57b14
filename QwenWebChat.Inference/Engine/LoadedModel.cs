using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Sampling.Grammar;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Inference.Engine;

/// <summary>A loaded model: its tokenizer, its defaults and the runner of its weights.</summary>
public sealed class LoadedModel : IDisposable
{
    private readonly Lazy<GrammarVocabulary> _grammarVocabulary;

    private LoadedModel(Checkpoint checkpoint, QwenTokenizer tokenizer, ModelRunner runner, InferenceOptions options)
    {
        Name = checkpoint.Name;
        Path = checkpoint.Path;
        Config = checkpoint.Config;
        Defaults = checkpoint.GenerationDefaults;
        EndTokenIds = [.. checkpoint.Config.EndTokenIds.Union(checkpoint.GenerationDefaults.EndTokenIds).Union(tokenizer.EndTokenIds)];
        Tokenizer = tokenizer;
        _grammarVocabulary = new Lazy<GrammarVocabulary>(() => tokenizer.CreateGrammarVocabulary(EndTokenIds));
        Runner = runner;
        ContextTokens = Math.Min(Math.Min(Config.ContextTokens, options.MaxContextTokens ?? int.MaxValue), runner.Memory.CacheTokens);
    }

    /// <summary>The name of the folder, or of the GGUF file without its extension.</summary>
    public string Name { get; }

    /// <summary>The full path of the folder or of the GGUF file.</summary>
    public string Path { get; }

    public Qwen2Config Config { get; }

    public GenerationDefaults Defaults { get; }

    /// <summary>The token ids that end an answer.</summary>
    public IReadOnlyCollection<int> EndTokenIds { get; }

    public QwenTokenizer Tokenizer { get; }

    /// <summary>The maximum number of tokens of a prompt and its answer: limited by the model, the KV cache and the options.</summary>
    public int ContextTokens { get; }

    /// <summary>
    /// The reason why that is less than the model's files state; none if the cache or the options are the stricter
    /// limit.
    /// </summary>
    public ContextLimit ContextLimit => ContextTokens == Config.ContextTokens ? Config.ContextLimit : ContextLimit.None;

    /// <summary>The storage format of keys and values, such as <c>bfloat16</c>.</summary>
    public string KvFormatName => Runner.KvFormatName;

    /// <summary>The KV cache capacity in tokens, shared by all requests.</summary>
    public int CacheTokens => Runner.Memory.CacheTokens;

    /// <summary>The size of the KV cache in bytes.</summary>
    public long CacheBytes => Runner.Memory.CacheBytes;

    /// <summary>The maximum activation memory of a step in bytes.</summary>
    public long ActivationBytes => Runner.Memory.ActivationBytes;

    /// <summary>The storage format of most weights, such as <c>int4</c>.</summary>
    public string FormatName => Runner.FormatName;

    /// <summary>The outcome of opening the cache file of rounded weights; null if there is none.</summary>
    public string? CacheNote => Runner.CacheNote;

    /// <summary>The device of its last layers.</summary>
    public DeviceKind Device => Runner.Device;

    /// <summary>Its name, <c>CPU</c> or <c>CUDA</c>.</summary>
    public string DeviceName => Runner.DeviceName;

    /// <summary>
    /// The reason why no GPU is used although one was requested or allowed, the GPUs that cannot be used, and notes on
    /// the others.
    /// </summary>
    public IReadOnlyList<string> DeviceNotes => Runner.DeviceNotes;

    /// <summary>The memory plan of each device.</summary>
    public MemoryPlan Memory => Runner.Memory;

    /// <summary>The operators selected by probing: those of libtorch's devices, and the CPU's kernels of quantized weights.</summary>
    public IReadOnlyList<OperatorChoice> Operators => Runner.Operators;

    public long ParameterCount => Runner.ParameterCount;

    public long WeightBytes => Runner.WeightBytes;

    /// <summary>The compiled grammars, shared by all requests.</summary>
    public GrammarCache Grammars { get; } = new();

    internal ModelRunner Runner { get; }

    /// <summary>The tokens for grammars, prepared at the first use.</summary>
    internal GrammarVocabulary GrammarVocabulary => _grammarVocabulary.Value;

    /// <summary>Loads the weights, for steps on the calling thread.</summary>
    /// <exception cref="OperationCanceledException">The load was cancelled; the weights loaded so far are freed.</exception>
    internal static LoadedModel Load(ModelFolder folder, InferenceOptions options, IProgress<LoadProgress>? progress, CancellationToken cancellationToken) =>
        new(folder.Checkpoint, folder.Tokenizer, ModelRunner.Load(folder.Checkpoint, options, progress, cancellationToken), options);

    public void Dispose() => Runner.Dispose();
}
