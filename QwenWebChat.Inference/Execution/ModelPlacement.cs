using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Execution;

/// <summary>The devices and storage formats of a model's weights, decided before any of them is loaded.</summary>
/// <param name="KvFormat">The storage format of keys and values.</param>
/// <param name="MaxStepTokens">The maximum number of tokens in one step.</param>
/// <param name="Memory">The memory plan.</param>
internal abstract record ModelPlacement(KvFormat KvFormat, int MaxStepTokens, MemoryPlan Memory)
{
    /// <summary>The weights of all devices, each with its storage format.</summary>
    public abstract IReadOnlyList<PlannedWeight> Weights { get; }

    /// <summary>The storage format of the layers on the device that computes them.</summary>
    public abstract WeightPolicy Policy { get; }

    /// <summary>The storage format of most matrices: <c>int4</c>, <c>int8</c>, <c>float32</c> or <c>bfloat16</c>.</summary>
    public string FormatName => Weights
        .Where(weight => weight.Spec.IsMatrix && !weight.Spec.IsVocabulary)
        .GroupBy(FormatOf)
        .MaxBy(group => group.Sum(weight => weight.Spec.ElementCount))!.Key.ToString().ToLowerInvariant();

    /// <summary>Total size of the weights in bytes.</summary>
    public long WeightBytes => Memory.WeightBytes;

    /// <summary>Bytes of the weights that every token reads: all except an embedding that is only looked up.</summary>
    public abstract long BytesPerToken { get; }

    /// <summary>The devices other than the CPU.</summary>
    public virtual IEnumerable<ComputeDevice> Devices => [];

    /// <summary>Decides the placement from the headers of a checkpoint alone.</summary>
    /// <exception cref="CheckpointException">
    /// A weight is missing or has the wrong shape, the requested device is not available, or the weights exceed the
    /// memory.
    /// </exception>
    public static ModelPlacement Decide(Checkpoint checkpoint, InferenceOptions options, DeviceInventory devices)
    {
        options.Validate();
        if (options.Kernels != "auto")
        {
            return Backend(checkpoint, options).Decide(checkpoint, options, devices);
        }

        if (options.AsksForGpus && devices.WhyNoGpu is { } reason)
        {
            throw new CheckpointException(checkpoint.Path, $"no usable GPU ({reason})", "a GPU that libtorch can use, or Device auto or cpu");
        }

        return options.Device != "cpu" && options.GpuLayers != 0 && devices.Gpus.Count > 0
            ? ITensorBackend.Registered!.Decide(checkpoint, options, devices)
            : new CpuPlacement(checkpoint, options, devices.HostBytes).Decide();
    }

    /// <summary>Finds the devices of this machine.</summary>
    public static DeviceInventory FindDevices() =>
        ITensorBackend.Registered?.FindDevices() ?? new DeviceInventory(DeviceInventory.MachineBytes, [], "this app was built without libtorch");

    /// <summary>Loads the weights and builds the model.</summary>
    /// <param name="cacheNote">The outcome of opening the cache file of rounded weights; null if there is none.</param>
    /// <exception cref="CheckpointException">A weight cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The load was cancelled; the weights loaded so far are freed.</exception>
    public abstract IServingModel Load(Checkpoint checkpoint, LoadSettings settings, out string? cacheNote);

    /// <summary>Returns the storage format of a weight.</summary>
    protected virtual MatrixFormat FormatOf(PlannedWeight weight) => weight.Format;

    private static ITensorBackend Backend(Checkpoint checkpoint, InferenceOptions options)
    {
        ITensorBackend? backend = ITensorBackend.Registered;
        return backend is { WhyUnusable: null }
            ? backend
            : throw new CheckpointException(checkpoint.Path, $"Kernels {options.Kernels} for it, which needs libtorch ({backend?.WhyUnusable ?? "this app was built without it"})", "a libtorch, or Kernels auto");
    }
}
