using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Inference.Engine;

/// <summary>A model in memory: tokenizer, defaults and the runner of its weights.</summary>
public sealed class LoadedModel : IDisposable
{
    private LoadedModel(Checkpoint checkpoint, QwenTokenizer tokenizer, ModelRunner runner, InferenceOptions options)
    {
        Name = checkpoint.Name;
        Path = checkpoint.Path;
        Config = checkpoint.Config;
        Defaults = checkpoint.GenerationDefaults;
        EndTokenIds = [.. checkpoint.Config.EndTokenIds.Union(checkpoint.GenerationDefaults.EndTokenIds).Union(tokenizer.EndTokenIds)];
        Tokenizer = tokenizer;
        Runner = runner;
        ContextTokens = Math.Min(Math.Min(Config.ContextTokens, options.MaxContextTokens ?? int.MaxValue), runner.Memory.CacheTokens);
    }

    /// <summary>The name of the folder, or of the GGUF file without its ending.</summary>
    public string Name { get; }

    /// <summary>The full path of the folder or of the GGUF file.</summary>
    public string Path { get; }

    public Qwen2Config Config { get; }

    public GenerationDefaults Defaults { get; }

    /// <summary>Ids after which an answer is over.</summary>
    public IReadOnlyCollection<int> EndTokenIds { get; }

    public QwenTokenizer Tokenizer { get; }

    /// <summary>Tokens that a prompt and its answer may have together: what the model was made for, the cache holds and the options allow.</summary>
    public int ContextTokens { get; }

    /// <summary>The reason why that is less than the model's files name; none where the cache or the options allow less still.</summary>
    public ContextLimit ContextLimit => ContextTokens == Config.ContextTokens ? Config.ContextLimit : ContextLimit.None;

    /// <summary>How keys and values are cached, such as <c>bfloat16</c>.</summary>
    public string KvFormatName => Runner.KvFormatName;

    /// <summary>Tokens that the cache of keys and values holds for all requests together.</summary>
    public int CacheTokens => Runner.Memory.CacheTokens;

    /// <summary>Bytes of that cache.</summary>
    public long CacheBytes => Runner.Memory.CacheBytes;

    /// <summary>Bytes that a step computes in, at most.</summary>
    public long ActivationBytes => Runner.Memory.ActivationBytes;

    /// <summary>How most of the weights are held, such as <c>int4</c>.</summary>
    public string FormatName => Runner.FormatName;

    /// <summary>What became of the cache of rounded weights; null where there is none.</summary>
    public string? CacheNote => Runner.CacheNote;

    /// <summary>The device of its last layers.</summary>
    public DeviceKind Device => Runner.Device;

    /// <summary>Its name, <c>CPU</c> or <c>CUDA</c>.</summary>
    public string DeviceName => Runner.DeviceName;

    /// <summary>Why it is not on a card where one would have been taken; which cards were left out, and what there is to know of the others.</summary>
    public IReadOnlyList<string> DeviceNotes => Runner.DeviceNotes;

    /// <summary>What is planned for each device's memory.</summary>
    public MemoryPlan Memory => Runner.Memory;

    /// <summary>How libtorch's devices compute, found by trying; none where the CPU's own kernels run everything.</summary>
    public IReadOnlyList<OperatorChoice> Operators => Runner.Operators;

    public long ParameterCount => Runner.ParameterCount;

    public long WeightBytes => Runner.WeightBytes;

    internal ModelRunner Runner { get; }

    /// <summary>Reads the weights, for steps on the calling thread.</summary>
    /// <exception cref="OperationCanceledException">What was read so far is freed.</exception>
    internal static LoadedModel Load(ModelFolder folder, InferenceOptions options, IProgress<LoadProgress>? progress, CancellationToken cancellationToken) =>
        new(folder.Checkpoint, folder.Tokenizer, ModelRunner.Load(folder.Checkpoint, options, progress, cancellationToken), options);

    public void Dispose() => Runner.Dispose();
}
