using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// Copies small tensors from the host to a device, through pinned memory for a GPU: a copy from pageable memory waits
/// until the GPU has finished all queued work.
/// </summary>
/// <remarks>
/// Does not use <c>tensor(array, device: …)</c>: if that runs out of memory, TorchSharp retries with an array that it
/// has already released.
/// </remarks>
internal static class Upload
{
    /// <returns>An int64 tensor, [values]; the caller's scope owns it.</returns>
    public static Tensor Of(long[] values, Device device) => Moved(tensor(values), device);

    /// <returns>An int32 tensor, [values]; the caller's scope owns it.</returns>
    public static Tensor Of(int[] values, Device device) => Moved(tensor(values), device);

    /// <returns>A uint8 tensor, [values]; the caller's scope owns it.</returns>
    public static Tensor Of(byte[] values, Device device) => Moved(tensor(values), device);

    /// <summary>Copies a host tensor to a device.</summary>
    public static Tensor Copy(Tensor host, Device device)
    {
        if (device.type != DeviceType.CUDA)
        {
            return host.to(device);
        }

        using Tensor pinned = host.pin_memory();
        return pinned.to(device, non_blocking: true);
    }

    private static Tensor Moved(Tensor host, Device device)
    {
        if (device.type == DeviceType.CPU)
        {
            return host;
        }

        using (host)
        {
            return Copy(host, device);
        }
    }
}
