using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// Selects the fastest attention operator that computes correctly on a device, by running each candidate on a small
/// case.
/// </summary>
internal static class AttentionOperators
{
    private const string Operation = "attention";

    /// <summary>Returns the candidates for a device, the fastest first, without the plain implementation.</summary>
    public static IReadOnlyList<ISegmentAttention> For(Device device) =>
        device.type == DeviceType.CUDA ? [new FlashAttention(), new EfficientAttention(), new FusedAttention(device)] : [new FusedAttention(device)];

    /// <summary>
    /// Returns the first candidate that runs a small case and agrees with <see cref="PlainAttention"/>; if none does,
    /// the plain implementation.
    /// </summary>
    /// <param name="dtype">The dtype of queries, keys and values.</param>
    /// <param name="candidates">The operators to try, the fastest first; null for the device's defaults.</param>
    public static (ISegmentAttention Attention, OperatorChoice Choice) Choose(
        Device device, ScalarType dtype, int headCount, int kvHeadCount, int headSize, IReadOnlyList<ISegmentAttention>? candidates = null)
    {
        using IDisposable mode = no_grad();
        using DisposeScope scope = NewDisposeScope();
        AttentionTrial trial = new(device, dtype, headCount, kvHeadCount, headSize);
        List<string> refused = [];
        foreach (ISegmentAttention candidate in candidates ?? For(device))
        {
            if (trial.Fault(candidate) is not { } fault)
            {
                return (candidate, new OperatorChoice(Operation, candidate.Name, refused));
            }

            refused.Add($"{candidate.Name}: {fault}");
        }

        PlainAttention plain = new(headSize);
        return (plain, new OperatorChoice(Operation, plain.Name, refused));
    }
}
