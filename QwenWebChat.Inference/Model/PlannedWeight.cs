using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Quantization;

namespace QwenWebChat.Inference.Model;

/// <summary>One tensor of a checkpoint and its planned storage format.</summary>
/// <param name="Spec">The name and shape of the tensor or of its slice.</param>
/// <param name="Matrix">The quantized matrix; null for a float tensor.</param>
/// <param name="StoredType">The dtype in the file of a float tensor.</param>
/// <param name="Policy">The storage policy.</param>
internal sealed record PlannedWeight(TensorSpec Spec, QuantizedMatrix? Matrix, DType? StoredType, WeightPolicy Policy)
{
    private static readonly int[] GroupSizes = [128, 64, 32];

    /// <summary>The part of the stored tensor that this weight holds; null for all of it.</summary>
    public WeightSlice? Slice { get; private init; }

    /// <summary>
    /// The packed form; null if the kernels do not use the weight or it becomes a float tensor. A copy with another
    /// dtype keeps it.
    /// </summary>
    public QuantizedForm? Form { get; } = Matrix is not null && Policy.Store != WeightStore.Device ? QuantizedForm.Of(Matrix) : null;

    /// <summary>True for a float matrix that the kernels read, in panels.</summary>
    public bool IsFloatPanels => Policy.UsesKernels && Spec.IsMatrix && Form is null;

    /// <summary>The dtype of float tensors; vectors for the kernels are float32.</summary>
    public DType DType => Policy.UsesKernels ? DType.Float32 : Policy.DType;

    /// <summary>
    /// The storage format in host memory. Matrices stored as bfloat16 stay in that format for the kernels under any
    /// policy: the values are the same as in float32, in half the memory.
    /// </summary>
    public MatrixFormat Format =>
        Form is { } form ? form.Format
        : IsFloatPanels && (Policy.DType == DType.BFloat16 || StoredType == DType.BFloat16) ? MatrixFormat.BFloat16
        : DType == DType.BFloat16 ? MatrixFormat.BFloat16
        : MatrixFormat.Float32;

    /// <summary>The size in host memory in bytes.</summary>
    public long Bytes => Form?.TotalBytes ?? Spec.ElementCount * (Format == MatrixFormat.BFloat16 ? sizeof(ushort) : sizeof(float));

    /// <summary>Plans every tensor of a checkpoint from the files' headers alone.</summary>
    /// <param name="policyOf">Returns the storage policy of a tensor; null if it is not loaded.</param>
    /// <exception cref="CheckpointException">A tensor is missing, has the wrong shape or is in an unsupported format.</exception>
    public static IReadOnlyList<PlannedWeight> All(Checkpoint checkpoint, Func<TensorSpec, WeightPolicy?> policyOf)
    {
        List<PlannedWeight> plan = [];
        bool isQuantized = false;
        foreach (TensorSpec spec in TensorSpec.For(checkpoint.Config))
        {
            QuantizedMatrix? stored = spec.IsMatrix ? checkpoint.FindQuantized(spec.Name, (int)spec.Shape[0], (int)spec.Shape[1]) : null;
            DType? type = stored is null ? checkpoint.Require(spec.Name, spec.Shape) : null;
            isQuantized |= stored is not null;
            if (policyOf(spec) is { } policy)
            {
                plan.Add(new PlannedWeight(spec, stored, type, policy));
            }
        }

        return [.. plan.Select(weight => weight.Rounded(checkpoint, isQuantized))];
    }

    /// <inheritdoc cref="All(Checkpoint, Func{TensorSpec, WeightPolicy?})"/>
    public static IReadOnlyList<PlannedWeight> All(Checkpoint checkpoint, WeightPolicy policy) => All(checkpoint, _ => policy);

    /// <summary>Returns the part of the weight that one of several devices holds.</summary>
    /// <param name="dimension">The dimension to divide: 0 for rows (output features), 1 for columns.</param>
    public PlannedWeight Sliced(int dimension, int first, int count)
    {
        long[] shape = [.. Spec.Shape];
        shape[dimension] = count;
        Range range = first..(first + count);
        SlicedMatrix? matrix = Matrix is null ? null : new SlicedMatrix(Matrix, dimension == 0 ? range : .., dimension == 1 ? range : ..);
        return new PlannedWeight(new TensorSpec(Spec.Name, shape), matrix, StoredType, Policy) { Slice = new WeightSlice(Spec.Shape, dimension, first, count) };
    }

    // Embedding and head have the most rows and need the fewest bits; beside quantized layers they use 8.
    private PlannedWeight Rounded(Checkpoint checkpoint, bool isQuantized)
    {
        bool isWanted = Policy.RoundedBits is not null || (isQuantized && Policy.Store != WeightStore.Exact);
        int? bits = !Spec.IsVocabulary ? Policy.RoundedBits : Policy.KeepsVocabulary ? null : 8;
        if (!isWanted || Matrix is not null || !Spec.IsMatrix || bits is null)
        {
            return this;
        }

        int columns = (int)Spec.Shape[1];
        int wanted = bits == 4 ? Policy.RoundedGroupSize : Policy.Store == WeightStore.Device ? WeightPolicy.DeviceByteGroupSize : WeightPolicy.ByteGroupSize;
        int size = Array.Find(GroupSizes, size => size <= wanted && columns % size == 0);
        return size == 0 ? this : new PlannedWeight(Spec, new RoundedMatrix(checkpoint, Spec, bits.Value, size), StoredType, Policy);
    }
}
