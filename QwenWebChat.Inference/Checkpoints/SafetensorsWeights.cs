using TorchSharp;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>The tensors of a Hugging Face folder.</summary>
internal sealed class SafetensorsWeights(CheckpointIndex index) : WeightFiles
{
    public override long TensorBytes { get; } = index.Tensors.Values.Sum(tensor => tensor.Entry.ByteCount);

    public override void Require(string name, IReadOnlyList<long> shape) => Find(name, shape);

    public override torch.Tensor Load(string name, IReadOnlyList<long> shape) => TensorPieces.Read(Find(name, shape));

    public override QuantizedMatrix? FindQuantized(string name, int rowCount, int columnCount) => null;

    public override void Dispose() => index.Dispose();

    private IndexedTensor Find(string name, IReadOnlyList<long> shape)
    {
        string wanted = $"tensor '{name}' of shape [{string.Join(", ", shape)}]";
        if (!index.TryFind(name, out IndexedTensor? tensor))
        {
            throw new CheckpointException(index.Path, $"no tensor '{name}'", wanted);
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
                tensor.File.Path, $"tensor '{name}' of dtype {entry.DType.SafetensorsName()}", "F32, F16 or BF16");
    }
}
