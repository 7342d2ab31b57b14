using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>Consecutive layers of the model on the device or devices that compute them, with their KV cache.</summary>
internal interface ILayerStage : IDisposable
{
    /// <summary>The operators that the stage uses, selected by probing.</summary>
    IReadOnlyList<OperatorChoice> Operators { get; }

    /// <summary>Bytes of the weights of its layers, and of the head if it lies in the same memory.</summary>
    long WeightBytes { get; }

    /// <summary>
    /// Prepares the inputs of the next step that do not depend on its tokens, while the device still computes the
    /// current step.
    /// </summary>
    /// <param name="next">The predicted next step; its ids are not read.</param>
    void Prepare(Batch next);

    /// <summary>Runs the layers and writes the tokens' keys and values into their blocks.</summary>
    /// <param name="hidden">The residual stream, [tokens, hidden], on any device.</param>
    /// <returns>The residual stream after the layers, on the stage's device; the caller's scope owns it.</returns>
    Tensor Forward(Tensor hidden, Batch batch);
}
