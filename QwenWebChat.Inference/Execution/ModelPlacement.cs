using System.Globalization;
using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Model;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Execution;

/// <summary>Where a model goes and as what, decided before a weight of it is read.</summary>
/// <param name="Weights">Every weight and how it will be held.</param>
/// <param name="PrefillChunkTokens">Prompt tokens read in one step.</param>
internal sealed record ModelPlacement(IReadOnlyList<PlannedWeight> Weights, int PrefillChunkTokens)
{
    private const double LargestAutoFloat32Share = 0.5;
    private const double LargestShare = 0.9;

    public WeightPolicy Policy => Weights[0].Policy;

    /// <summary>Bytes of all weights.</summary>
    public long WeightBytes { get; } = Weights.Sum(weight => weight.Bytes);

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
        ModelPlacement placement = new(plan, options.PrefillChunkTokens ?? (cuda ? 512 : 64));
        if (!cuda && placement.WeightBytes > memoryBytes * LargestShare)
        {
            throw new CheckpointException(
                checkpoint.Path,
                $"{Gigabytes(placement.WeightBytes)} of weights as {placement.FormatName}",
                $"at most {Gigabytes((long)(memoryBytes * LargestShare))}, nine tenths of this machine's memory{Remedy(placement.FormatName)}");
        }

        return placement;
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
        long packed = weights.Where(weight => weight.Form is not null && !weight.Spec.IsVocabulary).Sum(weight => weight.Spec.ElementCount);
        long nibbles = weights.Where(weight => weight.Form?.Bits == 4).Sum(weight => weight.Spec.ElementCount);
        return packed == 0
            ? weights[0].Policy.DType == ScalarType.Float32 ? "float32" : "bfloat16"
            : 2 * nibbles > packed ? "int4" : "int8";
    }

    private static string Remedy(string format) => format switch
    {
        "float32" => "; DType bfloat16 takes half, Quantize int4 an eighth",
        "bfloat16" => "; Quantize int4 takes less than a third",
        "int8" => "; int4 takes little more than half",
        _ => "",
    };

    private static string Gigabytes(long bytes) => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture) + " GB";
}
