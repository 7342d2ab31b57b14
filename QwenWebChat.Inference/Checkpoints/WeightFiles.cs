using TorchSharp;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>The tensors of a checkpoint in whatever files they lie, by their Hugging Face names. Owns the open files.</summary>
internal abstract class WeightFiles : IDisposable
{
    /// <summary>The files that hold the tensors.</summary>
    public abstract IEnumerable<string> FilePaths { get; }

    /// <summary>The bytes of all tensors as they are in the files.</summary>
    public abstract long TensorBytes { get; }

    /// <summary>Checks from the headers alone that a float tensor can be loaded.</summary>
    /// <exception cref="CheckpointException">It is missing, misshapen, or no float.</exception>
    /// <returns>The type that it has in the file.</returns>
    public abstract torch.ScalarType Require(string name, IReadOnlyList<long> shape);

    /// <summary>Loads one float tensor onto the CPU in the type that it has in the file. The caller owns it.</summary>
    /// <exception cref="CheckpointException">It is missing, misshapen, no float, or cannot be read.</exception>
    public abstract torch.Tensor Load(string name, IReadOnlyList<long> shape);

    /// <summary>The matrix of this name in whole numbers; null where it is stored as floats, or not at all.</summary>
    /// <param name="name">Such as <c>model.layers.0.mlp.up_proj.weight</c>.</param>
    /// <exception cref="CheckpointException">It is there, but misshapen or in a form that is not supported.</exception>
    public abstract QuantizedMatrix? FindQuantized(string name, int rowCount, int columnCount);

    public abstract void Dispose();
}
