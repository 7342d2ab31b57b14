using QwenWebChat.Inference.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>The weights of a linear layer on libtorch's device, as floats or quantized.</summary>
internal interface IDeviceMatrix : IDisposable
{
    /// <summary>The number of output features.</summary>
    int RowCount { get; }

    /// <summary>The number of input features.</summary>
    int ColumnCount { get; }

    /// <summary>True if the columns are in another order than the input features, or are a subset of them (GPTQ's act-order).</summary>
    bool ChoosesColumns { get; }

    /// <summary>The size on the device in bytes.</summary>
    long Bytes { get; }

    /// <summary>The weight for <see cref="LayerScript"/>, without a bias; null if the script does not support its form.</summary>
    ScriptedWeight? Scripted { get; }

    /// <summary>Computes x Wᵀ + b.</summary>
    /// <param name="x">The input, [tokens, input features].</param>
    /// <param name="bias">The bias, [<see cref="RowCount"/>], or null.</param>
    /// <param name="operators">The operators of the matrix's device.</param>
    /// <returns>The product, [tokens, <see cref="RowCount"/>], in the dtype of <paramref name="x"/>.</returns>
    Tensor Multiply(Tensor x, Tensor? bias, DeviceOperators operators);

    /// <summary>Moves the matrix to another device.</summary>
    /// <returns>The matrix on that device; this object must not be used any more.</returns>
    IDeviceMatrix MoveTo(Device device);

    /// <summary>
    /// Concatenates the rows of several matrices over the same input, this one's first; null if their storage formats
    /// differ.
    /// </summary>
    /// <returns>A new matrix; the caller keeps ownership of the parts.</returns>
    IDeviceMatrix? TryJoin(IReadOnlyList<IDeviceMatrix> others);
}
