namespace QwenWebChat.Inference.Devices;

/// <summary>A device on which libtorch computes: a GPU, or in tests a part of the CPU that simulates one.</summary>
/// <param name="Name">The device's name, such as <c>NVIDIA GeForce RTX 4090</c>.</param>
/// <param name="CudaIndex">The CUDA device index in this process; null for the CPU.</param>
/// <param name="MemoryBytes">Total memory in bytes.</param>
/// <param name="FreeBytes">Free memory in bytes.</param>
internal sealed record ComputeDevice(string Name, int? CudaIndex, long MemoryBytes, long FreeBytes)
{
    /// <summary>A short note on a limitation of the device, such as slow bfloat16; null for none.</summary>
    public string? Note { get; init; }
}
