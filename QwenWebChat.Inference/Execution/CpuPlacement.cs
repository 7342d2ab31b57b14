using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;

namespace QwenWebChat.Inference.Execution;

/// <summary>Places a model on a CPU.</summary>
/// <param name="hostBytes">The host's memory in bytes.</param>
internal sealed class CpuPlacement(Checkpoint checkpoint, InferenceOptions options, long hostBytes)
{
    public const double MemoryShare = 0.75;
    public const int MaxStepTokens = 512;

    private const double LargestAutoFloat32Share = 0.5;

    private readonly int _stepTokens = options.MaxStepTokens ?? MaxStepTokens;

    /// <summary>Returns the bits to which the options round float matrices; null for no rounding.</summary>
    public static int? RoundedBits(InferenceOptions options) => options.Quantize switch { "int4" => 4, "int8" => 8, _ => null };

    /// <exception cref="CheckpointException">A weight is missing or has the wrong shape, or the weights exceed the memory.</exception>
    public HostPlacement Decide() => Decide(WeightStore.Panels);

    /// <param name="store">The code that reads the weights.</param>
    /// <inheritdoc cref="Decide()"/>
    public HostPlacement Decide(WeightStore store)
    {
        WeightPolicy policy = new(DType.Float32, store)
        {
            RoundedBits = RoundedBits(options),
            RoundedGroupSize = options.GroupSize,
            KeepsVocabulary = options.Vocabulary == "float",
        };
        IReadOnlyList<PlannedWeight> plan = PlannedWeight.All(checkpoint, policy);
        DType dtype = Choose(plan);
        plan = dtype == policy.DType ? plan : [.. plan.Select(weight => weight with { Policy = policy with { DType = dtype } })];
        KvFormat format = ChooseCache(dtype, isExact: store == WeightStore.Exact);
        Qwen2Config config = checkpoint.Config;
        MemoryPart part = new(
            "this machine",
            IsGpu: false,
            new ModelPiece(0, config.LayerCount, HasEmbedding: true, HasHead: true),
            hostBytes,
            (long)(hostBytes * (options.MemoryShare ?? MemoryShare)),
            plan.Sum(weight => weight.Bytes),
            CpuActivations.BytesFor(config, _stepTokens),
            (long)config.LayerCount * new KvBlockLayout(format, config.KeyValueHeadCount, config.HeadSize).BlockBytes);
        MemoryPlan memory = MemoryPlan.Decide(checkpoint.Path, config, format, [part], options.CacheTokens);
        return new HostPlacement(plan, format, _stepTokens, memory);
    }

    private KvFormat ChooseCache(DType dtype, bool isExact) => options.KvCache switch
    {
        "float32" => KvFormat.Float32,
        "bfloat16" => KvFormat.BFloat16,
        "int8" => KvFormat.Int8,
        _ when isExact => dtype == DType.Float32 ? KvFormat.Float32 : KvFormat.BFloat16,
        _ => options.DType == "float32" ? KvFormat.Float32 : KvFormat.BFloat16,
    };

    private DType Choose(IReadOnlyList<PlannedWeight> plan)
    {
        bool isPacked = plan.Any(weight => weight.Form is not null);
        if (options.DType == "bfloat16" && isPacked)
        {
            throw new CheckpointException(checkpoint.Path, "quantized weights and DType bfloat16", "DType auto or float32: beside quantized weights a CPU computes in float32");
        }

        long float32Bytes = plan.Sum(weight => weight.Spec.ElementCount) * sizeof(float);
        return options.DType switch
        {
            "float32" => DType.Float32,
            "bfloat16" => DType.BFloat16,
            _ => isPacked || float32Bytes <= hostBytes * LargestAutoFloat32Share ? DType.Float32 : DType.BFloat16,
        };
    }
}
