using QwenWebChat.Inference.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>The weights of a linear layer on libtorch's device, as floats or in whole numbers.</summary>
internal interface IDeviceMatrix : IDisposable
{
    /// <summary>Output features.</summary>
    int RowCount { get; }

    /// <summary>Input features.</summary>
    int ColumnCount { get; }

    /// <summary>Whether its columns stand in another order than the input's features, or are only some of them (GPTQ's act-order).</summary>
    bool ChoosesColumns { get; }

    /// <summary>On the device.</summary>
    long Bytes { get; }

    /// <summary>x Wᵀ + b.</summary>
    /// <param name="x">[tokens, input features].</param>
    /// <param name="bias">[<see cref="RowCount"/>], or none.</param>
    /// <param name="operators">Of its device.</param>
    /// <returns>[tokens, <see cref="RowCount"/>] in the dtype of <paramref name="x"/>.</returns>
    Tensor Multiply(Tensor x, Tensor? bias, DeviceOperators operators);

    /// <summary>Brings it to another device.</summary>
    /// <returns>The matrix there; this one is of no more use.</returns>
    IDeviceMatrix MoveTo(Device device);

    /// <summary>One matrix of the rows of several over the same input, this one's first; null where they are held in different ways.</summary>
    /// <returns>A new one; the parts stay the caller's.</returns>
    IDeviceMatrix? TryJoin(IReadOnlyList<IDeviceMatrix> others);
}
