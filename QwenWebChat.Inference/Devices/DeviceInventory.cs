namespace QwenWebChat.Inference.Devices;

/// <summary>The devices on which a model can be placed.</summary>
/// <param name="HostBytes">The host's memory, or the part of it that this process may use, in bytes.</param>
/// <param name="Gpus">The GPUs that libtorch can use; empty without a CUDA build or a working driver.</param>
/// <param name="WhyNoGpu">The reason why there are no GPUs, with a remedy, in one line; null if there are some.</param>
internal sealed record DeviceInventory(long HostBytes, IReadOnlyList<ComputeDevice> Gpus, string? WhyNoGpu)
{
    /// <summary>The host's memory, or the part of it that this process may use, in bytes.</summary>
    public static long MachineBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>GPUs that libtorch counts but that cannot be used, one line each with the reason.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];
}
