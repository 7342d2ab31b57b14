using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>Finds the best attention that a device runs rightly, by trying.</summary>
internal static class AttentionOperators
{
    private const string Operation = "attention";

    /// <summary>Those worth a trial on a device, the best first, without the plain one.</summary>
    public static IReadOnlyList<ISegmentAttention> For(Device device) =>
        device.type == DeviceType.CUDA ? [new FlashAttention(), new EfficientAttention(), new FusedAttention(device)] : [new FusedAttention(device)];

    /// <summary>Takes the first that runs a small case and agrees with <see cref="PlainAttention"/>, else that one.</summary>
    /// <param name="dtype">Of queries, keys and values.</param>
    /// <param name="candidates">The best first; null for those of the device.</param>
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
