namespace QwenWebChat.Inference.Quantization;

/// <summary>A weight matrix in memory, laid out for the CPU's kernels: <see cref="QuantizedWeight"/> or <see cref="FloatWeight"/>.</summary>
internal abstract class HeldMatrix : IDisposable
{
    /// <summary>Output features.</summary>
    public abstract int RowCount { get; }

    /// <summary>Input features.</summary>
    public abstract int ColumnCount { get; }

    /// <summary>Bytes that it takes.</summary>
    public abstract long Bytes { get; }

    /// <summary>Writes a row as floats, exactly, its columns in the order of the input.</summary>
    /// <param name="destination">[<see cref="ColumnCount"/>].</param>
    public abstract void Dequantize(int row, Span<float> destination);

    public abstract void Dispose();
}
