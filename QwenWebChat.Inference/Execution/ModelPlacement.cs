using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;

namespace QwenWebChat.Inference.Execution;

/// <summary>Where a model goes and as what, decided before a weight of it is read.</summary>
/// <param name="KvFormat">How keys and values are cached.</param>
/// <param name="MaxStepTokens">Tokens of one step at most.</param>
/// <param name="Memory">What all of it takes.</param>
internal abstract record ModelPlacement(KvFormat KvFormat, int MaxStepTokens, MemoryPlan Memory)
{
    /// <summary>Every weight of every device, and how it will be held.</summary>
    public abstract IReadOnlyList<PlannedWeight> Weights { get; }

    /// <summary>How the body is held where it is computed.</summary>
    public abstract WeightPolicy Policy { get; }

    /// <summary>How most of the matrices are held: <c>int4</c>, <c>int8</c>, <c>float32</c> or <c>bfloat16</c>.</summary>
    public abstract string FormatName { get; }

    /// <summary>Bytes of all weights.</summary>
    public long WeightBytes => Memory.WeightBytes;

    /// <summary>Bytes of weights that every token reads: all but an embedding that is only looked up in.</summary>
    public abstract long BytesPerToken { get; }

    /// <summary>The devices beside the CPU.</summary>
    public virtual IEnumerable<ComputeDevice> Devices => [];

    /// <summary>Decides from the headers of a checkpoint alone.</summary>
    /// <exception cref="CheckpointException">A weight is missing or misshapen, the device is not there, or the weights exceed the memory.</exception>
    public static ModelPlacement Decide(Checkpoint checkpoint, InferenceOptions options, DeviceInventory devices)
    {
        options.Validate();
        if (options.Kernels != "auto")
        {
            return Backend(checkpoint, options).Decide(checkpoint, options, devices);
        }

        if (options.AsksForCards && devices.WhyNoCard is { } reason)
        {
            throw new CheckpointException(checkpoint.Path, $"no card for it ({reason})", "a card that libtorch can use, or Device auto or cpu");
        }

        return options.Device != "cpu" && options.GpuLayers != 0 && devices.Cards.Count > 0
            ? ITensorBackend.Registered!.Decide(checkpoint, options, devices)
            : new CpuPlacement(checkpoint, options, devices.HostBytes).Decide();
    }

    /// <summary>What this machine has.</summary>
    public static DeviceInventory FindDevices() =>
        ITensorBackend.Registered?.FindDevices() ?? new DeviceInventory(DeviceInventory.MachineBytes, [], "this app was built without libtorch");

    /// <summary>Reads the weights and makes a model of them.</summary>
    /// <param name="cacheNote">What became of the cache of rounded weights; null where there is none.</param>
    /// <exception cref="CheckpointException">A weight cannot be read.</exception>
    /// <exception cref="OperationCanceledException">What was read so far is freed.</exception>
    public abstract IServingModel Load(Checkpoint checkpoint, LoadSettings settings, out string? cacheNote);

    private static ITensorBackend Backend(Checkpoint checkpoint, InferenceOptions options)
    {
        ITensorBackend? backend = ITensorBackend.Registered;
        return backend is { WhyUnusable: null }
            ? backend
            : throw new CheckpointException(checkpoint.Path, $"Kernels {options.Kernels} for it, which needs libtorch ({backend?.WhyUnusable ?? "this app was built without it"})", "a libtorch, or Kernels auto");
    }
}
