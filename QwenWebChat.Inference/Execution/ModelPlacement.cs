using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Execution;

/// <summary>Where a model goes and as what, decided before a weight of it is read.</summary>
/// <param name="Weights">Every weight and how it will be held.</param>
/// <param name="KvFormat">How keys and values are cached.</param>
/// <param name="Memory">What all of it takes.</param>
internal sealed record ModelPlacement(IReadOnlyList<PlannedWeight> Weights, KvFormat KvFormat, MemoryPlan Memory)
{
    private const double LargestAutoFloat32Share = 0.5;
    private const double CpuShare = 0.75;
    private const double CudaShare = 0.9;

    public WeightPolicy Policy => Weights[0].Policy;

    /// <summary>Bytes of all weights.</summary>
    public long WeightBytes => Memory.WeightBytes;

    /// <summary>How most of the matrices are held: <c>int4</c>, <c>int8</c>, <c>float32</c> or <c>bfloat16</c>.</summary>
    public string FormatName { get; } = NameOf(Weights);

    /// <exception cref="CheckpointException">A weight is missing or misshapen, the device is not there, or the weights exceed the memory.</exception>
    public static ModelPlacement Decide(Checkpoint checkpoint, InferenceOptions options, long memoryBytes)
    {
        options.Validate();
        bool cuda = options.Device == "cuda" || (options.Device == "auto" && torch.cuda.is_available());
        if (cuda && !torch.cuda.is_available())
        {
            throw new CheckpointException(
                checkpoint.Path, "no CUDA device for it", "Device cpu or auto, or a build with TorchBackend=cuda-windows or cuda-linux and a working driver");
        }

        WeightPolicy policy = new(ScalarType.Float32, cuda ? torch.CUDA : torch.CPU)
        {
            RoundedBits = cuda ? null : options.Quantize switch { "int4" => 4, "int8" => 8, _ => null },
            RoundedGroupSize = options.GroupSize,
            KeepsVocabulary = options.Vocabulary == "float",
            IsExact = options.Kernels == "reference",
        };
        IReadOnlyList<PlannedWeight> plan = PlannedWeight.All(checkpoint, policy);
        ScalarType dtype = Choose(checkpoint, options.DType, plan, cuda, memoryBytes);
        plan = dtype == policy.DType ? plan : [.. plan.Select(weight => weight with { Policy = policy with { DType = dtype } })];
        KvFormat format = ChooseCache(checkpoint, options, policy, plan);
        long weightBytes = plan.Sum(weight => weight.Bytes);
        MemoryPlan memory = MemoryPlan.Decide(
            checkpoint.Path,
            checkpoint.Config,
            format,
            memoryBytes,
            options.MemoryShare ?? (cuda ? CudaShare : CpuShare),
            weightBytes,
            CpuActivations.BytesFor(checkpoint.Config, options.MaxStepTokens),
            options.CacheTokens);
        return new ModelPlacement(plan, format, memory);
    }

    private static KvFormat ChooseCache(Checkpoint checkpoint, InferenceOptions options, WeightPolicy policy, IReadOnlyList<PlannedWeight> plan)
    {
        if (options.KvCache == "int8" && !policy.UsesKernels)
        {
            throw new CheckpointException(checkpoint.Path, "KvCache int8 without the CPU's kernels", "KvCache auto, float32 or bfloat16 on a GPU or with Kernels reference");
        }

        return options.KvCache switch
        {
            "float32" => KvFormat.Float32,
            "bfloat16" => KvFormat.BFloat16,
            "int8" => KvFormat.Int8,
            _ when policy.UsesKernels => options.DType == "float32" ? KvFormat.Float32 : KvFormat.BFloat16,
            _ => plan[0].DType == ScalarType.Float32 ? KvFormat.Float32 : KvFormat.BFloat16,
        };
    }

    private static ScalarType Choose(Checkpoint checkpoint, string dtype, IReadOnlyList<PlannedWeight> plan, bool cuda, long memoryBytes)
    {
        bool isPacked = plan.Any(weight => weight.Form is not null);
        if (dtype == "bfloat16" && isPacked)
        {
            throw new CheckpointException(checkpoint.Path, "quantized weights and DType bfloat16", "DType auto or float32: beside quantized weights a CPU computes in float32");
        }

        long float32Bytes = plan.Sum(weight => weight.Spec.ElementCount) * sizeof(float);
        return dtype switch
        {
            "float32" => ScalarType.Float32,
            "bfloat16" => ScalarType.BFloat16,
            _ when cuda => ScalarType.BFloat16,
            _ => isPacked || float32Bytes <= memoryBytes * LargestAutoFloat32Share ? ScalarType.Float32 : ScalarType.BFloat16,
        };
    }

    private static string NameOf(IReadOnlyList<PlannedWeight> weights)
    {
        IEnumerable<PlannedWeight> body = weights.Where(weight => weight.Spec.IsMatrix && !weight.Spec.IsVocabulary);
        return body.GroupBy(FormatOf).MaxBy(group => group.Sum(weight => weight.Spec.ElementCount))!.Key;
    }

    private static string FormatOf(PlannedWeight weight) =>
        weight.Form is { } form ? form.Bits == 4 ? "int4" : "int8"
        : weight.Panels == FloatFormat.BFloat16 || weight.DType == ScalarType.BFloat16 ? "bfloat16"
        : "float32";
}
