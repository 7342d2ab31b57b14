using System.Runtime.InteropServices;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;

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

    /// <summary>How most of the weights are held, such as <c>int4</c>.</summary>
    public string FormatName { get; }

    /// <summary>How keys and values are cached, such as <c>bfloat16</c>.</summary>
    public string KvFormatName { get; }

    /// <summary>What it takes of the memory.</summary>
    public MemoryPlan Memory { get; }

    /// <summary>Tokens of one step at most.</summary>
    public int MaxStepTokens { get; }

    /// <summary>What became of the cache of rounded weights; null where there is none.</summary>
    public string? CacheNote { get; }

    /// <summary>Why it is not on a card where one would have been taken; which cards were left out, and what there is to know of the others.</summary>
    public IReadOnlyList<string> DeviceNotes { get; }

    /// <summary>The device of its last layers.</summary>
    public DeviceKind Device => _model.Device;

    /// <summary><c>CPU</c> or <c>CUDA</c>.</summary>
    public string DeviceName => Device.ToString().ToUpperInvariant();

    /// <summary>How libtorch's devices compute, found by trying; none where the CPU's own kernels run everything.</summary>
    public IReadOnlyList<OperatorChoice> Operators => _model.Operators;

    /// <summary>Bytes of weights that every token reads.</summary>
    public long WeightBytesPerToken { get; }

    /// <summary>Parameters, each counted once.</summary>
    public long ParameterCount { get; }

    public long WeightBytes => _model.WeightBytes;

    /// <summary>Bytes that steps compute in, as many as the largest so far took; null where that is the allocator's affair.</summary>
    public long? ActivationBytes => _model.ActivationBytes;

    /// <summary>Bytes of the cache once its first blocks were written: on a CPU the rest is still the operating system's.</summary>
    public long CacheResidentBytes(int touchedBlocks) => Blocks?.ResidentBytes(touchedBlocks) ?? Memory.CacheBytes;

    /// <summary>The blocks of keys and values where they can be kept on disk, on the CPU's own kernels; null elsewhere.</summary>
    public PagedKvCache? Blocks => _model.Blocks;

    /// <summary>What makes those blocks; null where there are none.</summary>
    public KvIdentity? BlockIdentity { get; }

    /// <summary>Reads the weights, for steps on the calling thread, onto the device.</summary>
    /// <exception cref="CheckpointException">It does not fit this machine, or the options ask for what is not there.</exception>
    public static ModelRunner Load(
        Checkpoint checkpoint, InferenceOptions options, IProgress<LoadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Load(checkpoint, options, ModelPlacement.FindDevices(), progress, cancellationToken);

    /// <summary>Reads the weights, for steps on the calling thread, onto some of the given devices.</summary>
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

    /// <summary>Refuses a checkpoint that cannot be run, from its headers alone.</summary>
    /// <exception cref="CheckpointException">A tensor is missing or misshapen, or the weights exceed the memory.</exception>
    public static void Check(Checkpoint checkpoint, InferenceOptions options) => ModelPlacement.Decide(checkpoint, options, ModelPlacement.FindDevices());

    /// <summary>Runs a batch of at most <see cref="MaxStepTokens"/> tokens.</summary>
    /// <returns>The batch's logit rows; valid until the next step.</returns>
    /// <exception cref="DeviceMemoryException">It does not fit beside the weights and the cache; what it took is free again.</exception>
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
        bool wantsCard = options is { Device: not "cpu", Kernels: "auto", GpuLayers: not 0 };
        IEnumerable<string?> cards = placement.Devices.Select(device => device.Note is { } note ? $"{device.Name}: {note}" : null);
        return !wantsCard ? [] : [.. new[] { devices.WhyNoCard }.Concat(cards).Concat(devices.LeftOut).OfType<string>()];
    }
}
