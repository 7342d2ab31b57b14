using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Tokenization;

namespace QwenWebChat.Inference.Engine;

/// <summary>A model folder in memory: tokenizer, defaults and the runner of its weights.</summary>
public sealed class LoadedModel : IDisposable
{
    private LoadedModel(Checkpoint checkpoint, QwenTokenizer tokenizer, ModelRunner runner)
    {
        Name = checkpoint.Name;
        Folder = checkpoint.Folder;
        Config = checkpoint.Config;
        Defaults = checkpoint.GenerationDefaults;
        EndTokenIds = [.. checkpoint.Config.EndTokenIds.Union(checkpoint.GenerationDefaults.EndTokenIds)];
        Tokenizer = tokenizer;
        Runner = runner;
    }

    /// <summary>The folder's name.</summary>
    public string Name { get; }

    public string Folder { get; }

    public Qwen2Config Config { get; }

    public GenerationDefaults Defaults { get; }

    /// <summary>Ids after which an answer is over.</summary>
    public IReadOnlyCollection<int> EndTokenIds { get; }

    public QwenTokenizer Tokenizer { get; }

    /// <summary>How most of the weights are held, such as <c>int4</c>.</summary>
    public string FormatName => Runner.FormatName;

    /// <summary>What became of the cache of rounded weights; null where there is none.</summary>
    public string? CacheNote => Runner.CacheNote;

    public string DeviceName => Runner.DeviceName;

    public long ParameterCount => Runner.ParameterCount;

    public long WeightBytes => Runner.WeightBytes;

    internal ModelRunner Runner { get; }

    /// <summary>Reads the weights, for steps on the calling thread.</summary>
    /// <exception cref="OperationCanceledException">What was read so far is freed.</exception>
    internal static LoadedModel Load(ModelFolder folder, InferenceOptions options, IProgress<LoadProgress>? progress, CancellationToken cancellationToken) =>
        new(folder.Checkpoint, folder.Tokenizer, ModelRunner.Load(folder.Checkpoint, options, progress, cancellationToken));

    public void Dispose() => Runner.Dispose();
}
