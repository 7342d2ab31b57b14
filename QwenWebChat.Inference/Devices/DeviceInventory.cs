namespace QwenWebChat.Inference.Devices;

/// <summary>What a model could be placed on.</summary>
/// <param name="HostBytes">The machine's memory, or the part of it that this process may take.</param>
/// <param name="Cards">The GPUs that libtorch can use, none without a CUDA build or a working driver.</param>
/// <param name="WhyNoCard">The reason why there is none, with what to do about it, in one line; null where there are some.</param>
internal sealed record DeviceInventory(long HostBytes, IReadOnlyList<ComputeDevice> Cards, string? WhyNoCard)
{
    /// <summary>Memory of the machine, or the part of it that this process may take, in bytes.</summary>
    public static long MachineBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>GPUs that libtorch counts and that cannot be used, each with the reason, in one line each.</summary>
    public IReadOnlyList<string> LeftOut { get; init; } = [];
}
