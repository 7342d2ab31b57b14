using System.Runtime.InteropServices;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Sampling;

namespace QwenWebChat.Inference.Execution;

/// <summary>Runs steps of a model on its device. Belongs to one thread.</summary>
internal sealed class ModelRunner : IDisposable
{
    private readonly IServingModel _model;

    private ModelRunner(Checkpoint checkpoint, IServingModel model, ModelPlacement placement, string? cacheNote, IReadOnlyList<string> deviceNotes)
    {
        DeviceNotes = deviceNotes;
        _model = model;
        BlockIdentity = model.Blocks is { } blocks ? BlockIdentities.Of(checkpoint, placement, blocks.Layout) : null;
        CacheNote = cacheNote;
        FormatName = placement.FormatName;
        KvFormatName = placement.KvFormat.ToString().ToLowerInvariant();
        Memory = placement.Memory;
        MaxStepTokens = placement.MaxStepTokens;
        WeightBytesPerToken = placement.BytesPerToken;
        ParameterCount = TensorSpec.For(model.Config).Sum(spec => spec.ElementCount);
    }

    public Qwen2Config Config => _model.Config;

    /// <summary>The storage format of most weights, such as <c>int4</c>.</summary>
    public string FormatName { get; }

    /// <summary>The storage format of keys and values, such as <c>bfloat16</c>.</summary>
    public string KvFormatName { get; }

    /// <summary>The memory plan.</summary>
    public MemoryPlan Memory { get; }

    /// <summary>The maximum number of tokens in one step.</summary>
    public int MaxStepTokens { get; }

    /// <summary>The outcome of opening the cache file of rounded weights; null if there is none.</summary>
    public string? CacheNote { get; }

    /// <summary>
    /// The reason why no GPU is used although one was requested or allowed, the GPUs that cannot be used, and notes on
    /// the others.
    /// </summary>
    public IReadOnlyList<string> DeviceNotes { get; }

    /// <summary>The device of its last layers.</summary>
    public DeviceKind Device => _model.Device;

    /// <summary><c>CPU</c> or <c>CUDA</c>.</summary>
    public string DeviceName => Device.ToString().ToUpperInvariant();

    /// <summary>The operators selected by probing: those of libtorch's devices, and the CPU's kernels of quantized weights.</summary>
    public IReadOnlyList<OperatorChoice> Operators => _model.Operators;

    /// <summary>Bytes of the weights that every token reads.</summary>
    public long WeightBytesPerToken { get; }

    /// <summary>The number of parameters, each counted once.</summary>
    public long ParameterCount { get; }

    public long WeightBytes => _model.WeightBytes;

    /// <summary>Activation memory allocated so far in bytes, as the largest step needed; null if libtorch's allocator manages it.</summary>
    public long? ActivationBytes => _model.ActivationBytes;

    /// <summary>
    /// Returns the committed memory of the KV cache in bytes after its first blocks were written; a CPU commits the
    /// rest later.
    /// </summary>
    public long CacheResidentBytes(int touchedBlocks) => Blocks?.ResidentBytes(touchedBlocks) ?? Memory.CacheBytes;

    /// <summary>The KV blocks if they can be stored on disk (the CPU's own kernels); otherwise null.</summary>
    public PagedKvCache? Blocks => _model.Blocks;

    /// <summary>The identity of those blocks; null if there are none.</summary>
    public KvIdentity? BlockIdentity { get; }

    /// <summary>Loads the weights onto the device, for steps on the calling thread.</summary>
    /// <exception cref="CheckpointException">
    /// The model does not fit this machine, or the options request something that is not available.
    /// </exception>
    public static ModelRunner Load(
        Checkpoint checkpoint, InferenceOptions options, IProgress<LoadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Load(checkpoint, options, ModelPlacement.FindDevices(), progress, cancellationToken);

    /// <summary>Loads the weights onto some of the given devices, for steps on the calling thread.</summary>
    /// <inheritdoc cref="Load(Checkpoint, InferenceOptions, IProgress{LoadProgress}?, CancellationToken)"/>
    public static ModelRunner Load(
        Checkpoint checkpoint, InferenceOptions options, DeviceInventory devices, IProgress<LoadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ModelPlacement placement = ModelPlacement.Decide(checkpoint, options, devices);
        LoadSettings settings = new(ProcessorCores.CountFor(placement.WeightBytes, options.ThreadCount), options.Cache, progress, cancellationToken);
        IServingModel model = placement.Load(checkpoint, settings, out string? cacheNote);
        try
        {
            return new ModelRunner(checkpoint, options.Wrap?.Invoke(model) ?? model, placement, cacheNote, NotesOn(placement, options, devices));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Rejects a checkpoint that cannot be run, from its headers alone.</summary>
    /// <exception cref="CheckpointException">A tensor is missing or has the wrong shape, or the weights exceed the memory.</exception>
    public static void Check(Checkpoint checkpoint, InferenceOptions options) => ModelPlacement.Decide(checkpoint, options, ModelPlacement.FindDevices());

    /// <summary>Runs a batch of at most <see cref="MaxStepTokens"/> tokens.</summary>
    /// <returns>The batch's logit rows; valid until the next step.</returns>
    /// <exception cref="DeviceMemoryException">
    /// The batch does not fit beside the weights and the cache; its memory has been freed.
    /// </exception>
    public IStepLogits Run(Batch batch)
    {
        try
        {
            return _model.Forward(batch);
        }
        catch (ExternalException exception) when (DeviceMemoryException.IsMeant(exception))
        {
            throw new DeviceMemoryException(OperatorFault.ReasonIn(exception), exception);
        }
    }

    public void Dispose() => _model.Dispose();

    private static string[] NotesOn(ModelPlacement placement, InferenceOptions options, DeviceInventory devices)
    {
        bool wantsGpu = options is { Device: not "cpu", Kernels: "auto", GpuLayers: not 0 };
        IEnumerable<string?> gpus = placement.Devices.Select(device => device.Note is { } note ? $"{device.Name}: {note}" : null);
        return !wantsGpu ? [] : [.. new[] { devices.WhyNoGpu }.Concat(gpus).Concat(devices.LeftOut).OfType<string>()];
    }
}
