using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Quantization;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Model;

/// <summary>One tensor of a checkpoint and how it will be held.</summary>
/// <param name="Spec">Its name and shape.</param>
/// <param name="Matrix">Its whole numbers, or null where it is a float tensor.</param>
/// <param name="StoredType">Its type in the file where it is a float tensor.</param>
/// <param name="Policy">How the model's weights are held.</param>
internal sealed record PlannedWeight(TensorSpec Spec, QuantizedMatrix? Matrix, ScalarType? StoredType, WeightPolicy Policy)
{
    private static readonly int[] GroupSizes = [128, 64, 32];

    /// <summary>The packed form, or null where the weight becomes a float tensor. A copy with another type keeps it.</summary>
    public QuantizedForm? Form { get; } =
        Matrix is not null && Policy.Device.type == TorchSharp.DeviceType.CPU ? QuantizedForm.Of(Matrix) : null;

    /// <summary>
    /// The form in which the kernels take a float matrix, or null where it is none of theirs. Numbers stored as bfloat16
    /// stay so, whatever the policy: they are the same as float32, in half the memory.
    /// </summary>
    public FloatFormat? Panels =>
        !Policy.UsesKernels || !Spec.IsMatrix || Form is not null ? null
        : Policy.DType == ScalarType.BFloat16 || StoredType == ScalarType.BFloat16 ? FloatFormat.BFloat16
        : FloatFormat.Float32;

    /// <summary>Vectors are float32 beside the kernels.</summary>
    public ScalarType DType => Policy.UsesKernels ? ScalarType.Float32 : Policy.DType;

    public long Bytes => Form?.TotalBytes ?? (Spec.ElementCount * (Panels == FloatFormat.BFloat16 ? sizeof(ushort) : finfo(DType).bits / 8));

    /// <summary>Decides for every tensor of a checkpoint, from the files' headers alone.</summary>
    /// <exception cref="CheckpointException">A tensor is missing, misshapen or in a form that is not supported.</exception>
    public static IReadOnlyList<PlannedWeight> All(Checkpoint checkpoint, WeightPolicy policy)
    {
        List<PlannedWeight> plan = [];
        foreach (TensorSpec spec in TensorSpec.For(checkpoint.Config))
        {
            QuantizedMatrix? stored = spec.IsMatrix ? checkpoint.FindQuantized(spec.Name, (int)spec.Shape[0], (int)spec.Shape[1]) : null;
            ScalarType? type = stored is null ? checkpoint.Require(spec.Name, spec.Shape) : null;
            plan.Add(new PlannedWeight(spec, stored, type, policy));
        }

        bool isQuantized = policy.RoundedBits is not null || (!policy.IsExact && plan.Exists(weight => weight.Matrix is not null));
        return isQuantized ? [.. plan.Select(weight => weight.Rounded(checkpoint))] : plan;
    }

    // Embedding and head have the most rows and the least need of bits; beside a body in whole numbers they take 8.
    private PlannedWeight Rounded(Checkpoint checkpoint)
    {
        int? bits = !Spec.IsVocabulary ? Policy.RoundedBits : Policy.KeepsVocabulary ? null : 8;
        if (Matrix is not null || !Spec.IsMatrix || bits is null)
        {
            return this;
        }

        int wanted = bits == 8 ? WeightPolicy.ByteGroupSize : Policy.RoundedGroupSize;
        int size = Array.Find(GroupSizes, size => size <= wanted && Spec.Shape[1] % size == 0);
        return size == 0 ? this : new PlannedWeight(Spec, new RoundedMatrix(checkpoint, Spec, bits.Value, size), StoredType, Policy);
    }
}
