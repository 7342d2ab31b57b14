using QwenWebChat.Inference.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Kernels;

/// <summary>
/// Small tensors from the host to a device, through pinned memory on a card: a copy of ordinary memory waits until the card
/// has done all that it was given before.
/// </summary>
/// <remarks>
/// Not <c>tensor(array, device: …)</c>: where that runs out of memory TorchSharp tries again with an array that it has let
/// go of already.
/// </remarks>
internal static class Upload
{
    /// <returns>Int64, [values]; the caller's scope owns it.</returns>
    public static Tensor Of(long[] values, Device device) => Moved(tensor(values), device);

    /// <returns>Int32, [values]; the caller's scope owns it.</returns>
    public static Tensor Of(int[] values, Device device) => Moved(tensor(values), device);

    /// <returns>uint8, [values]; the caller's scope owns it.</returns>
    public static Tensor Of(byte[] values, Device device) => Moved(tensor(values), device);

    /// <summary>A tensor of the host on a device.</summary>
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
