namespace QwenWebChat.Inference.Devices;

/// <summary>A device on which libtorch computes: a GPU, or in tests a part of the CPU that plays one.</summary>
/// <param name="Name">Such as <c>NVIDIA GeForce RTX 4090</c>.</param>
/// <param name="CudaIndex">Its number among those that CUDA shows this process; null for the CPU.</param>
/// <param name="MemoryBytes">All of its memory.</param>
/// <param name="FreeBytes">What nobody has taken of it yet.</param>
internal sealed record ComputeDevice(string Name, int? CudaIndex, long MemoryBytes, long FreeBytes)
{
    /// <summary>What is to be known of it beside that, in a few words: what it is slow at; null for nothing.</summary>
    public string? Note { get; init; }
}
