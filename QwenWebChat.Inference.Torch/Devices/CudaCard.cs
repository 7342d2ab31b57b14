using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>A card as NVIDIA's driver describes it.</summary>
/// <param name="Name">Such as <c>NVIDIA GeForce RTX 4090</c>.</param>
/// <param name="TotalBytes">All of its memory.</param>
/// <param name="FreeBytes">What nobody has taken of it, this process's own context already taken off.</param>
/// <param name="Capability">Its compute capability, such as 8.9; null where the driver does not say.</param>
internal sealed record CudaCard(string Name, long TotalBytes, long FreeBytes, Version? Capability);
