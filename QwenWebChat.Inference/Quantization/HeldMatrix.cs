namespace QwenWebChat.Inference.Quantization;

/// <summary>
/// A weight matrix in memory, in the layout of the CPU's kernels: <see cref="QuantizedWeight"/> or <see
/// cref="FloatWeight"/>.
/// </summary>
internal abstract class HeldMatrix : IDisposable
{
    /// <summary>The number of output features.</summary>
    public abstract int RowCount { get; }

    /// <summary>The number of input features.</summary>
    public abstract int ColumnCount { get; }

    public abstract MatrixFormat Format { get; }

    /// <summary>The size in bytes.</summary>
    public abstract long Bytes { get; }

    /// <summary>Writes a row as exact floats, its columns in the order of the input.</summary>
    /// <param name="destination">The destination, [<see cref="ColumnCount"/>].</param>
    public abstract void Dequantize(int row, Span<float> destination);

    public abstract void Dispose();
}
