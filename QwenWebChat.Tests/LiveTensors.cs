using QwenWebChat.Inference.Quantization;
using TorchSharp;

namespace QwenWebChat.Tests;

/// <summary>
/// The number of tensors, and of the CPU's own pieces of native memory, that are alive in the process. Tests that count
/// them belong to <see cref="ProcessWideCollection"/>: tests that run at the same time have tensors too.
/// </summary>
internal static class LiveTensors
{
    /// <summary>The count as it stands: what a step forgot to free is in it.</summary>
    public static long Now => TestContext.Current.TestCollection?.TestCollectionDisplayName is ProcessWideCollection.Name or null
        ? torch.Tensor.TotalCount + NativeBytes.LiveCount
        : throw new InvalidOperationException($"Add [Collection({nameof(ProcessWideCollection)}.{nameof(ProcessWideCollection.Name)})] to the class: it counts live tensors, of which there are more while others run.");

    /// <summary>
    /// The count to start from. What earlier tests left to the finalizer is freed first, or it would go in the middle of
    /// this test and hide what this test forgets.
    /// </summary>
    public static long Settle()
    {
#pragma warning disable RS0030 // Nothing but a collection runs the finalizers now.
        GC.Collect();
#pragma warning restore RS0030
        GC.WaitForPendingFinalizers();
        return Now;
    }
}
