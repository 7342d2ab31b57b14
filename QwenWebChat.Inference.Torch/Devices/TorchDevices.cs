using QwenWebChat.Inference.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>Devices as libtorch names them.</summary>
internal static class TorchDevices
{
    extension(ComputeDevice device)
    {
        /// <summary>What tensors are placed on.</summary>
        public Device Torch => device.CudaIndex is { } index ? new Device(DeviceType.CUDA, index) : CPU;
    }
}
