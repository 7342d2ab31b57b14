using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Execution;

/// <summary>A step ran out of memory on its device. The message is one line.</summary>
public sealed class DeviceMemoryException : Exception
{
    // c10's allocators on a GPU, the driver's own error, cuBLAS's workspace; c10's allocator on a CPU, on Linux and on
    // Windows.
    private static readonly string[] Signs =
        ["out of memory", "CUBLAS_STATUS_ALLOC_FAILED", "can't allocate memory", "not enough memory"];

    public DeviceMemoryException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Returns whether libtorch's exception, whose type is the same for all errors, reports a lack of memory.</summary>
    internal static bool IsMeant(ExternalException exception) =>
        Signs.Any(sign => exception.Message.Contains(sign, StringComparison.OrdinalIgnoreCase));
}
