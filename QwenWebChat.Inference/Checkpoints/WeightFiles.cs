namespace QwenWebChat.Inference.Checkpoints;

/// <summary>The tensors of a checkpoint in whatever files they lie, by their Hugging Face names. Owns the open files.</summary>
internal abstract class WeightFiles : IDisposable
{
    /// <summary>The files that hold the tensors.</summary>
    public abstract IEnumerable<string> FilePaths { get; }

    /// <summary>The bytes of all tensors as they are in the files.</summary>
    public abstract long TensorBytes { get; }

    /// <summary>Finds a float tensor and checks it, from the headers alone.</summary>
    /// <exception cref="CheckpointException">It is missing, misshapen, or no float.</exception>
    public abstract TensorSource FindFloats(string name, IReadOnlyList<long> shape);

    /// <summary>The matrix of this name in whole numbers; null where it is stored as floats, or not at all.</summary>
    /// <param name="name">Such as <c>model.layers.0.mlp.up_proj.weight</c>.</param>
    /// <exception cref="CheckpointException">It is there, but misshapen or in a form that is not supported.</exception>
    public abstract QuantizedMatrix? FindQuantized(string name, int rowCount, int columnCount);

    public abstract void Dispose();
}
