using QwenWebChat.Inference.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>Weights in whole numbers, with which a product can be computed in two ways that mean the same.</summary>
internal interface IPackedMatrix : IDeviceMatrix
{
    /// <summary>The product by the card's own operator, without a bias.</summary>
    /// <param name="x">[tokens, input features].</param>
    Tensor MultiplyPacked(Tensor x, ScriptedOperators operators);

    /// <summary>The product with weights that are made floats for it.</summary>
    /// <param name="x">[tokens, input features].</param>
    /// <param name="bias">[output features], or none.</param>
    Tensor MultiplyDense(Tensor x, Tensor? bias, DeviceOperators operators);
}
