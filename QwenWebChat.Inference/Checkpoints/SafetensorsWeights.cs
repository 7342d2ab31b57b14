namespace QwenWebChat.Inference.Checkpoints;

/// <summary>The tensors of a Hugging Face folder: floats, or matrices packed by AWQ or GPTQ.</summary>
/// <param name="index">The files, which are owned.</param>
/// <param name="quantization">How matrices are packed; null where the folder says nothing of it.</param>
internal sealed class SafetensorsWeights(CheckpointIndex index, QuantizationConfig? quantization) : WeightFiles
{
    public override IEnumerable<string> FilePaths => index.Files.Select(file => file.Path);

    public override long TensorBytes { get; } = index.Tensors.Values.Sum(tensor => tensor.Entry.ByteCount);

    /// <exception cref="CheckpointException">A file is missing or broken, or the weights are quantized in another way.</exception>
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

    /// <summary>The shape of a tensor, or null where there is none of that name.</summary>
    public IReadOnlyList<long>? FindShape(string name) => index.TryFind(name, out IndexedTensor? tensor) ? tensor.Entry.Shape : null;

    public override TensorSource FindFloats(string name, IReadOnlyList<long> shape) => TensorSource.Of(Find(name, shape));

    public override QuantizedMatrix? FindQuantized(string name, int rowCount, int columnCount) =>
        PackedTensors.Find(
            quantization,
            part => index.TryFind(part, out IndexedTensor? tensor) ? TensorSource.Of(tensor) : null,
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

        return entry.DType.IsFloatWeight()
            ? tensor
            : throw new CheckpointException(
                tensor.File.Path, $"tensor '{name}' of dtype {entry.DTypeName}", "F32, F16 or BF16");
    }

    private string DescribeMissing(string name) =>
        PackedTensors.PackedName(name) is { } packed && index.TryFind(packed, out _)
            ? $"'{name}' as {quantization?.MethodName ?? "packed integers"} ({packed})"
            : $"no tensor '{name}'";
}
