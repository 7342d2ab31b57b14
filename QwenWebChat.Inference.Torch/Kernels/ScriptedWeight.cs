using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>A weight in the form that <see cref="LayerScript"/> computes with. The tensors belong to the weight's matrix.</summary>
/// <param name="Values">Float weights, [rows, columns], or packed int4 values as in <see cref="Int4Matrix"/>.</param>
/// <param name="GroupSize">The number of columns that share a scale; 0 for float weights.</param>
/// <param name="Numbers">Scales and zeros, [columns / group, rows, 2]; for float weights the weights once more, unused.</param>
/// <param name="Bias">The bias, [rows], or null.</param>
internal sealed record ScriptedWeight(Tensor Values, int GroupSize, Tensor Numbers, Tensor? Bias = null)
{
    public bool IsQuantized => GroupSize > 0;
}
