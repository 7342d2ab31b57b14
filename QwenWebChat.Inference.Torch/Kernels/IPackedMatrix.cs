using QwenWebChat.Inference.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>A quantized matrix whose product can be computed by a packed operator or with dequantized weights.</summary>
internal interface IPackedMatrix : IDeviceMatrix
{
    /// <summary>Computes the product with the GPU's packed operator, without a bias.</summary>
    /// <param name="x">The input, [tokens, input features].</param>
    Tensor MultiplyPacked(Tensor x, ScriptedOperators operators);

    /// <summary>Computes the product with weights that are converted to floats first.</summary>
    /// <param name="x">The input, [tokens, input features].</param>
    /// <param name="bias">The bias, [output features], or null.</param>
    Tensor MultiplyDense(Tensor x, Tensor? bias, DeviceOperators operators);
}
