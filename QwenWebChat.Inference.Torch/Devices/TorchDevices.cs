using QwenWebChat.Inference.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>Maps <see cref="ComputeDevice"/> to libtorch's devices.</summary>
internal static class TorchDevices
{
    extension(ComputeDevice device)
    {
        /// <summary>The libtorch device that tensors are placed on.</summary>
        public Device Torch => device.CudaIndex is { } index ? new Device(DeviceType.CUDA, index) : CPU;
    }
}
