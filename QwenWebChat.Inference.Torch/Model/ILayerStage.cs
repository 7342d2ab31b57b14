using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Kernels;
using QwenWebChat.Inference.Model;
using QwenWebChat.Inference.Quantization;
using QwenWebChat.Inference.Torch.Caching;
using QwenWebChat.Inference.Torch.Checkpoints;
using QwenWebChat.Inference.Torch.Kernels;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Model;

/// <summary>Consecutive layers of the stack, where they are computed, with their keys and values.</summary>
internal interface ILayerStage : IDisposable
{
    /// <summary>How it computes, found by trying.</summary>
    IReadOnlyList<OperatorChoice> Operators { get; }

    /// <summary>Of its layers, and of what follows them in its memory.</summary>
    long WeightBytes { get; }

    /// <summary>Makes ready what a step will need beside its tokens, while the device still computes the one before.</summary>
    /// <param name="next">What the next step will probably be; its ids are not looked at.</param>
    void Prepare(Batch next);

    /// <summary>Runs its layers and writes the tokens' keys and values into their blocks.</summary>
    /// <param name="hidden">The residual stream, [tokens, hidden], on any device.</param>
    /// <returns>The same after its layers, where it computes; the caller's scope owns it.</returns>
    Tensor Forward(Tensor hidden, Batch batch);
}
