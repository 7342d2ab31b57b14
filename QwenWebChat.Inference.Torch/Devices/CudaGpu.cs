using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>A GPU as NVIDIA's driver describes it.</summary>
/// <param name="Name">The product name, such as <c>NVIDIA GeForce RTX 4090</c>.</param>
/// <param name="TotalBytes">Total memory in bytes.</param>
/// <param name="FreeBytes">Free memory in bytes, with this process's own context already subtracted.</param>
/// <param name="Capability">Compute capability, such as 8.9; null if the driver does not report it.</param>
internal sealed record CudaGpu(string Name, long TotalBytes, long FreeBytes, Version? Capability);
