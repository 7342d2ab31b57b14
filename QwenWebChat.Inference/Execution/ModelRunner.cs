using System.Runtime.InteropServices;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Execution;

/// <summary>
/// Runs steps of one sequence on the device. Used by one thread at a time; every tensor of a step dies in the step's
/// scope, only weights and cache live on.
/// </summary>
internal sealed class ModelRunner : IDisposable
{
    // Attention scores of one layer, [heads, chunk, length] in float32: 128 MiB, and their softmax as much again.
    private const long LargestScoreCount = 32L << 20;

    private readonly Qwen2Model _model;
    private readonly KvCache _cache;
    private readonly int _prefillChunkTokens;
    private readonly float[] _logits;
    private readonly List<int> _cachedIds = [];

    private ModelRunner(Qwen2Model model, ModelPlacement placement, string? cacheNote)
    {
        _model = model;
        CacheNote = cacheNote;
        FormatName = placement.FormatName;
        _prefillChunkTokens = placement.PrefillChunkTokens;
        _cache = new KvCache(model.Config, model.DType, model.Device);
        _logits = new float[model.Config.VocabularySize];
    }

    public Qwen2Config Config => _model.Config;

    /// <summary>How most of the weights are held, such as <c>int4</c>.</summary>
    public string FormatName { get; }

    /// <summary>What became of the cache of rounded weights; null where there is none.</summary>
    public string? CacheNote { get; }

    /// <summary><c>CPU</c> or <c>CUDA</c>.</summary>
    public string DeviceName => _model.Device.type == DeviceType.CUDA ? "CUDA" : "CPU";

    public long ParameterCount => _model.ParameterCount;

    public long WeightBytes => _model.WeightBytes;

    /// <summary>Reads the weights, for steps on the calling thread, onto the device.</summary>
    /// <exception cref="CheckpointException">It does not fit this machine, or the options ask for what is not there.</exception>
    public static ModelRunner Load(
        Checkpoint checkpoint, InferenceOptions options, IProgress<LoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ModelPlacement placement = Place(checkpoint, options);
        int threads = TorchThreads.CountFor(placement.WeightBytes, options.ThreadCount);
        ModelWeights weights = ModelWeights.Load(
            checkpoint, placement.Weights, options.Cache ? WeightCache.Open(checkpoint, placement.Weights) : null, threads, progress, cancellationToken);
        set_num_threads(threads);
        return new ModelRunner(new Qwen2Model(checkpoint.Config, weights), placement, weights.CacheNote);
    }

    /// <summary>Refuses a checkpoint that cannot be run, from its headers alone.</summary>
    /// <exception cref="CheckpointException">A tensor is missing or misshapen, or the weights exceed the memory.</exception>
    public static void Check(Checkpoint checkpoint, InferenceOptions options) => Place(checkpoint, options);

    /// <summary>
    /// Starts a prompt. What it shares with the sequence before it from the first token on stays cached; its last token
    /// is always run, for its logits.
    /// </summary>
    /// <returns>The count of prompt tokens that need not be run.</returns>
    public int Begin(IReadOnlyList<int> promptIds)
    {
        int limit = Math.Min(Math.Min(_cachedIds.Count, _cache.Length), promptIds.Count - 1);
        int shared = 0;
        while (shared < limit && _cachedIds[shared] == promptIds[shared])
        {
            shared++;
        }

        _cache.Truncate(shared);
        _cachedIds.RemoveRange(shared, _cachedIds.Count - shared);
        return shared;
    }

    /// <summary>How many of the remaining prompt tokens the next step takes: bounded by its attention scores' memory.</summary>
    public int NextChunk(int remainingTokens)
    {
        long byMemory = LargestScoreCount / ((long)Config.HeadCount * (_cache.Length + _prefillChunkTokens));
        return (int)Math.Min(remainingTokens, Math.Clamp(byMemory, 1, _prefillChunkTokens));
    }

    /// <summary>Runs tokens that follow those already cached.</summary>
    /// <returns>The logits after the last of them, one row over the vocabulary; valid until the next step, free to overwrite.</returns>
    public Span<float> Run(scoped ReadOnlySpan<int> ids)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        _cache.Reserve(_cache.Length + ids.Length);
        long[] wide = new long[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            wide[i] = ids[i];
        }

        Tensor hidden = _model.Forward(tensor(wide, device: _model.Device), _cache);
        Tensor logits = _model.Logits(hidden.narrow(0, ids.Length - 1, 1)).cpu();
        MemoryMarshal.Cast<byte, float>(logits.bytes).CopyTo(_logits);
        _cachedIds.AddRange(ids);
        return _logits;
    }

    public void Dispose()
    {
        _cache.Dispose();
        _model.Dispose();
    }

    private static ModelPlacement Place(Checkpoint checkpoint, InferenceOptions options) =>
        ModelPlacement.Decide(checkpoint, options, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
}
