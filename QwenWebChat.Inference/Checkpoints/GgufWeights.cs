namespace QwenWebChat.Inference.Checkpoints;

/// <summary>The tensors of a GGUF model.</summary>
internal sealed class GgufWeights(GgufModel model) : WeightFiles
{
    public override IEnumerable<string> FilePaths => model.FilePaths;

    public override long TensorBytes { get; } = model.Header.Tensors.Values.Sum(tensor => tensor.ByteCount);

    public override TensorSource FindFloats(string name, IReadOnlyList<long> shape)
    {
        GgufTensor tensor = Find(name, shape);
        if (!tensor.Type.IsSupported)
        {
            throw new CheckpointException(model.PathOf(tensor), $"tensor '{tensor.Name}' of type {tensor.Type.Name}", GgufType.AllNames);
        }

        DType dtype = tensor.Type.Float
            ?? throw new CheckpointException(
                model.PathOf(tensor), $"tensor '{tensor.Name}' of type {tensor.Type.Name}, whole numbers with scales", "F32, F16 or BF16");
        return new TensorSource(
            model.PathOf(tensor),
            new TensorEntry(tensor.Name, dtype, tensor.Shape, tensor.Offset, tensor.ByteCount),
            (start, bytes) => model.Read(tensor, start, bytes));
    }

    public override QuantizedMatrix? FindQuantized(string name, int rowCount, int columnCount)
    {
        string stored = GgufNames.Of(name);
        return model.Header.Tensors.TryGetValue(stored, out GgufTensor? tensor) && tensor.Type.Block is not null
            ? new GgufMatrix(model, Find(name, [rowCount, columnCount]))
            : null;
    }

    public override void Dispose() => model.Dispose();

    private GgufTensor Find(string name, IReadOnlyList<long> shape)
    {
        string stored = GgufNames.Of(name);
        string wanted = $"tensor '{stored}' of shape [{string.Join(", ", shape)}], Hugging Face's {name}";
        if (!model.Header.Tensors.TryGetValue(stored, out GgufTensor? tensor))
        {
            throw new CheckpointException(model.Header.Metadata.Path, $"no tensor '{stored}'", wanted);
        }

        return tensor.Shape.SequenceEqual(shape)
            ? tensor
            : throw new CheckpointException(
                model.PathOf(tensor), $"tensor '{stored}' of shape [{string.Join(", ", tensor.Shape)}]", wanted);
    }
}
