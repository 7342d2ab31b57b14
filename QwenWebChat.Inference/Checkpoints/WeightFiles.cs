namespace QwenWebChat.Inference.Checkpoints;

/// <summary>The tensors of a checkpoint from any kind of files, by their Hugging Face names. Owns the open files.</summary>
internal abstract class WeightFiles : IDisposable
{
    /// <summary>The files that hold the tensors.</summary>
    public abstract IEnumerable<string> FilePaths { get; }

    /// <summary>The total size of the tensors in the files, in bytes.</summary>
    public abstract long TensorBytes { get; }

    /// <summary>Finds a float tensor and validates it from the headers alone.</summary>
    /// <exception cref="CheckpointException">The tensor is missing, has the wrong shape, or is not a float tensor.</exception>
    public abstract TensorSource FindFloats(string name, IReadOnlyList<long> shape);

    /// <summary>Finds the quantized matrix of this name; null if it is stored as floats, or missing.</summary>
    /// <param name="name">The tensor name, such as <c>model.layers.0.mlp.up_proj.weight</c>.</param>
    /// <exception cref="CheckpointException">The matrix has the wrong shape or an unsupported format.</exception>
    public abstract QuantizedMatrix? FindQuantized(string name, int rowCount, int columnCount);

    public abstract void Dispose();
}
