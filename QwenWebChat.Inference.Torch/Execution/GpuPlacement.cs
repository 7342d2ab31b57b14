using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Devices;
using QwenWebChat.Inference.Torch.Kernels;
using QwenWebChat.Inference.Torch.Model;

namespace QwenWebChat.Inference.Torch.Execution;

/// <summary>
/// Places a model on one or several GPUs: the embedding in host memory, the layers on the GPUs (or the first layers on
/// the CPU), the head on the last GPU.
/// </summary>
/// <param name="hostBytes">The host's memory in bytes.</param>
/// <param name="gpus">The usable GPUs, at least one.</param>
/// <param name="leftOut">The reasons why other GPUs cannot be used.</param>
internal sealed class GpuPlacement(Checkpoint checkpoint, InferenceOptions options, long hostBytes, IReadOnlyList<ComputeDevice> gpus, IReadOnlyList<string> leftOut)
{
    private const double MemoryShare = 0.9;
    // Every prefill step converts the int4 weights to floats again, so larger steps are faster; they need 0.2 MB of a 7B's
    // activations for each token.
    private const int LargeStepTokens = 8_192;
    private const int SmallStepTokens = 2_048;
    private const long LargeStepBytes = 32L << 30;
    private const long MinReserveBytes = 512L << 20;
    private const double ReserveShare = 0.03;

    private readonly Qwen2Config _config = checkpoint.Config;
    private readonly ComputeDevice[] _gpus = [.. gpus.OrderByDescending(gpu => gpu.FreeBytes)];
    private readonly bool _isCuda = gpus[0].CudaIndex is not null;

    private int StepTokens => options.MaxStepTokens
        ?? (!_isCuda ? CpuPlacement.MaxStepTokens : _gpus.Min(gpu => gpu.FreeBytes) >= LargeStepBytes ? LargeStepTokens : SmallStepTokens);

    // GPUs compute in bfloat16 unless configured otherwise; a CPU that runs the GPU code path is faster in float32.
    private DType DType => options.DType == "float32" || (options.DType == "auto" && !_isCuda) ? DType.Float32 : DType.BFloat16;

    private KvFormat Format => options.KvCache switch
    {
        "float32" => KvFormat.Float32,
        "bfloat16" => KvFormat.BFloat16,
        "int8" => KvFormat.Int8,
        _ => DType == DType.Float32 ? KvFormat.Float32 : KvFormat.BFloat16,
    };

    /// <exception cref="CheckpointException">
    /// A weight is missing or has the wrong shape, fewer GPUs are usable than requested, or the weights exceed their
    /// memory.
    /// </exception>
    public DevicePlacement Decide()
    {
        int asked = Math.Max(options.GpuCount ?? 1, options.TensorParallel);
        if (asked > _gpus.Length)
        {
            throw new CheckpointException(checkpoint.Path, $"{asked} GPUs requested", string.Join("; ", leftOut.Prepend($"at most {_gpus.Length}, the number of usable GPUs")));
        }

        if (options.GpuLayers > _config.LayerCount)
        {
            throw new CheckpointException(checkpoint.Path, $"GpuLayers {options.GpuLayers}", $"at most {_config.LayerCount}, the model's layers");
        }

        int gpuLayers = options.GpuLayers ?? _config.LayerCount;
        Layout layout = FewestGpus(gpuLayers);
        MemoryPlan memory = MemoryPlan.Decide(checkpoint.Path, _config, Format, Parts(layout), options.CacheTokens, () => OfferFewerLayers(gpuLayers));
        return new DevicePlacement(layout.Host, layout.Stages, Format, StepTokens, memory);
    }

    /// <summary>
    /// Uses the minimum number of GPUs that holds the maximum context; if none does, the number on which the most
    /// tokens fit.
    /// </summary>
    private Layout FewestGpus(int gpuLayers)
    {
        bool isFixed = options.GpuCount is not null || options.TensorParallel > 1;
        int most = isFixed ? Math.Max(options.GpuCount ?? 1, options.TensorParallel) : _gpus.Length;
        Layout? best = null;
        long bestTokens = -1;
        for (int count = isFixed ? most : 1; count <= most && bestTokens < (options.CacheTokens ?? _config.ContextTokens); count++)
        {
            // The largest GPU is last because it also holds the head.
            Layout layout = new(Host(gpuLayers), Stages(gpuLayers, [.. _gpus[..count].Reverse()]));
            long tokens = MemoryPlan.FittingTokens(Parts(layout));
            (best, bestTokens) = tokens > bestTokens ? (layout, tokens) : (best, bestTokens);
        }

        return best!;
    }

    private string? OfferFewerLayers(int gpuLayers)
    {
        if (options.GpuLayers is not null || options.TensorParallel > 1)
        {
            return null;
        }

        for (int fewer = gpuLayers - 1; fewer > 0; fewer--)
        {
            if (MemoryPlan.FittingTokens(Parts(FewestGpus(fewer))) >= MemoryPlan.MinTokensFor(_config, options.CacheTokens))
            {
                return $"Model:GpuLayers {fewer} would fit and leave {_config.LayerCount - fewer} of {_config.LayerCount} layers to the CPU; Quantize int4 takes the least";
            }
        }

        return null;
    }

    private IReadOnlyList<PlannedWeight> Host(int gpuLayers)
    {
        WeightPolicy policy = Policy(DType.Float32, WeightStore.Panels);
        int hostLayers = _config.LayerCount - gpuLayers;
        return PlannedWeight.All(checkpoint, spec => spec.Name == TensorSpec.EmbeddingName || spec.Layer < hostLayers ? policy : null);
    }

    private List<StagePlan> Stages(int gpuLayers, ComputeDevice[] devices)
    {
        int first = _config.LayerCount - gpuLayers;
        if (options.TensorParallel > 1)
        {
            TensorShards shards = new(checkpoint.Path, _config, devices.Length);
            return [new StagePlan(first.._config.LayerCount, true, [.. devices.Select((device, rank) => Shard(shards, rank, device, first))])];
        }

        List<StagePlan> stages = [];
        int[] counts = GpuShares.Of(gpuLayers, [.. devices.Select((device, i) => Limit(device) - FixedBytes(device, i == devices.Length - 1))]);
        for (int i = 0; i < devices.Length; first += counts[i++])
        {
            bool isLast = i == devices.Length - 1;
            if (counts[i] > 0)
            {
                Range layers = first..(first + counts[i]);
                stages.Add(new StagePlan(layers, isLast, [new RankPlan(devices[i], _config, Weights(layers, isLast))]));
            }
        }

        return stages;
    }

    private RankPlan Shard(TensorShards shards, int rank, ComputeDevice device, int firstLayer)
    {
        IEnumerable<PlannedWeight> weights = Weights(firstLayer.._config.LayerCount, rank == 0);
        return new RankPlan(device, shards.ConfigOf(rank), [.. weights.Select(weight => shards.Of(rank, weight))]);
    }

    private IReadOnlyList<PlannedWeight> Weights(Range layers, bool hasHead)
    {
        WeightPolicy policy = Policy(DType, WeightStore.Device);
        string head = $"{TensorSpec.HeadLayer(_config)}.weight";
        return PlannedWeight.All(checkpoint, spec =>
            (spec.Layer is { } layer ? layer >= layers.Start.Value && layer < layers.End.Value : hasHead && (spec.Name == head || spec.Name == TensorSpec.NormName)) ? policy : null);
    }

    private WeightPolicy Policy(DType dtype, WeightStore store) => new(dtype, store)
    {
        RoundedBits = CpuPlacement.RoundedBits(options),
        RoundedGroupSize = options.GroupSize,
        KeepsVocabulary = options.Vocabulary == "float",
    };

    private List<MemoryPart> Parts(Layout layout)
    {
        int hostLayers = layout.Stages[0].Layers.Start.Value;
        long hostBlock = hostLayers * (long)new KvBlockLayout(Format, _config.KeyValueHeadCount, _config.HeadSize).BlockBytes;
        long embedded = (long)StepTokens * _config.HiddenSize * sizeof(float);
        List<MemoryPart> parts = [new MemoryPart(
            "this machine",
            IsGpu: false,
            new ModelPiece(0, hostLayers, HasEmbedding: true, HasHead: false),
            hostBytes,
            (long)(hostBytes * CpuPlacement.MemoryShare),
            layout.Host.Sum(weight => weight.Bytes),
            embedded + (hostLayers == 0 ? 0 : CpuActivations.BytesFor(_config, StepTokens)),
            hostBlock)];
        foreach (StagePlan stage in layout.Stages)
        {
            parts.AddRange(stage.Ranks.Select((rank, i) => new MemoryPart(
                rank.Device.Name,
                IsGpu: true,
                new ModelPiece(stage.Layers.Start.Value, stage.LayerCount, HasEmbedding: false, stage.HasHead && i == 0) { Share = i + 1, ShareCount = stage.Ranks.Count },
                rank.Device.MemoryBytes,
                Limit(rank.Device),
                rank.Weights.Sum(weight => weight.DeviceBytes),
                TensorActivations.BytesFor(rank.Config, StepTokens, ElementBytes, stage.HasHead && i == 0) + Scratch(rank),
                stage.LayerCount * KvBlockLayout.Tokens * TensorKvCache.SlotBytes(Format, rank.Config.KeyValueHeadCount, rank.Config.HeadSize))));
        }

        return parts;
    }

    private long Scratch(RankPlan rank) => TensorKvCache.ScratchBytes(Format, rank.Config.KeyValueHeadCount, rank.Config.HeadSize, rank.Device.Torch);

    private int ElementBytes => DType.ElementBytes();

    /// <summary>
    /// Memory that the plan may use on a device: the configured share, and never all free memory, because libtorch's
    /// handles, workspaces and kernels are not part of the plan.
    /// </summary>
    private long Limit(ComputeDevice device)
    {
        long reserve = _isCuda ? Math.Max(MinReserveBytes, (long)(device.MemoryBytes * ReserveShare)) : 0;
        return Math.Clamp(device.FreeBytes - reserve, 0, (long)(device.MemoryBytes * (options.MemoryShare ?? MemoryShare)));
    }

    /// <summary>Bytes on a GPU that do not depend on its number of layers.</summary>
    private long FixedBytes(ComputeDevice device, bool hasHead) =>
        TensorActivations.BytesFor(_config, StepTokens, ElementBytes, hasHead)
        + TensorKvCache.ScratchBytes(Format, _config.KeyValueHeadCount, _config.HeadSize, device.Torch) + (hasHead ? Weights(0..0, true).Sum(weight => weight.DeviceBytes) : 0);

    /// <summary>The assignment of weights to devices.</summary>
    private sealed record Layout(IReadOnlyList<PlannedWeight> Host, IReadOnlyList<StagePlan> Stages);
}
