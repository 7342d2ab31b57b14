namespace QwenWebChat.Inference.Checkpoints;

/// <summary>The tensors of a Hugging Face folder: floats, packed integers, or FP8.</summary>
/// <param name="index">The files; this object takes ownership.</param>
/// <param name="quantization">The quantization settings; null if the folder has none.</param>
internal sealed class SafetensorsWeights(CheckpointIndex index, QuantizationConfig? quantization) : WeightFiles
{
    public override IEnumerable<string> FilePaths => index.Files.Select(file => file.Path);

    public override long TensorBytes { get; } = index.Tensors.Values.Sum(tensor => tensor.Entry.ByteCount);

    /// <exception cref="CheckpointException">A file is missing or damaged, or the quantization is not supported.</exception>
    public static SafetensorsWeights Open(string folder)
    {
        QuantizationConfig? quantization;
        try
        {
            quantization = QuantizationConfig.Load(folder);
        }
        catch (CheckpointException) when (HoldsOnlyFloats(folder))
        {
            quantization = null; // the settings of a model that was dequantized since change nothing
        }

        CheckpointIndex index = CheckpointIndex.Open(folder);
        try
        {
            MlxWeights.Refuse(folder, index);
            return new SafetensorsWeights(index, quantization);
        }
        catch
        {
            index.Dispose();
            throw;
        }
    }

    /// <summary>Returns the shape of a tensor; null if there is none of that name.</summary>
    public IReadOnlyList<long>? FindShape(string name) => index.TryFind(name, out IndexedTensor? tensor) ? tensor.Entry.Shape : null;

    /// <summary>Finds a float tensor; an FP8 matrix is returned as bfloat16.</summary>
    public override TensorSource FindFloats(string name, IReadOnlyList<long> shape)
    {
        IndexedTensor tensor = Find(name, shape);
        DType dtype = tensor.Entry.DType;
        bool isScaled = quantization?.Method is QuantizationMethod.Fp8 or QuantizationMethod.CompressedTensors;
        return dtype.IsFloatWeight() ? TensorSource.Of(tensor)
            : dtype == DType.Float8E4M3 && isScaled && shape.Count == 2 ? ScaledFloat8.AsBFloat16(quantization!, TensorSource.Of(tensor), FindPart)
            : throw new CheckpointException(tensor.File.Path, $"tensor '{name}' of dtype {tensor.Entry.DTypeName}", "F32, F16 or BF16");
    }

    public override QuantizedMatrix? FindQuantized(string name, int rowCount, int columnCount) =>
        PackedTensors.Find(
            quantization,
            FindPart,
            name,
            rowCount,
            columnCount);

    public override void Dispose() => index.Dispose();

    private static bool HoldsOnlyFloats(string folder)
    {
        using CheckpointIndex index = CheckpointIndex.Open(folder);
        return index.Tensors.Values.All(tensor => tensor.Entry.DType.IsFloatWeight());
    }

    private IndexedTensor Find(string name, IReadOnlyList<long> shape)
    {
        string wanted = $"tensor '{name}' of shape [{string.Join(", ", shape)}]";
        if (!index.TryFind(name, out IndexedTensor? tensor))
        {
            throw new CheckpointException(index.Path, DescribeMissing(name), wanted);
        }

        TensorEntry entry = tensor.Entry;
        if (!entry.Shape.SequenceEqual(shape))
        {
            throw new CheckpointException(
                tensor.File.Path, $"tensor '{name}' of shape [{string.Join(", ", entry.Shape)}]", wanted);
        }

        return tensor;
    }

    private TensorSource? FindPart(string name) => index.TryFind(name, out IndexedTensor? tensor) ? TensorSource.Of(tensor) : null;

    private string DescribeMissing(string name)
    {
        string?[] packedNames = [PackedTensors.PackedName(name), CompressedTensors.PackedName(name)];
        return Array.Find(packedNames, packed => packed is not null && index.TryFind(packed, out _)) is { } packed
            ? $"'{name}' as {quantization?.MethodName ?? "packed integers"} ({packed})"
            : $"no tensor '{name}'";
    }
}
