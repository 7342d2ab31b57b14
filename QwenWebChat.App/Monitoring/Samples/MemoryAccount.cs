using QwenWebChat.App.Monitoring.Devices;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>
/// The memory of the model's device by part; the parts add up to all of it. On a GPU the rest of the process is the
/// allocator's reserve and the driver's context, plus other processes' memory if it cannot be distinguished. On a CPU it is
/// the app itself.
/// </summary>
public sealed record MemoryAccount
{
    /// <summary>The device, such as <c>RAM</c>, or the GPU's name.</summary>
    public required string Device { get; init; }

    public required bool IsGpu { get; init; }

    public long WeightBytes { get; private init; }

    public long KvUsedBytes { get; private init; }

    public long KvCachedBytes { get; private init; }

    /// <summary>KV-cache memory that is allocated and currently unused.</summary>
    public long KvFreeBytes { get; private init; }

    public long ActivationBytes { get; private init; }

    /// <summary>
    /// True if <see cref="ActivationBytes"/> is the planned size, limited to the memory in use, because it was not
    /// measured.
    /// </summary>
    public bool IsActivationPlanned { get; private init; }

    /// <summary>
    /// True if the device reports the memory of this process. If not, as on Windows and in containers,
    /// <see cref="ProcessRestBytes"/> is all used memory that is not the model's.
    /// </summary>
    public bool IsProcessKnown { get; private init; }

    /// <summary>Other memory of this process.</summary>
    public required long ProcessRestBytes { get; init; }

    public required long OtherProcessesBytes { get; init; }

    public required long FreeBytes { get; init; }

    /// <summary>Memory of the model: weights, KV cache and activations.</summary>
    public long ModelBytes => WeightBytes + KvUsedBytes + KvCachedBytes + KvFreeBytes + ActivationBytes;

    public long ProcessBytes => ModelBytes + ProcessRestBytes;

    public long TotalBytes => ProcessBytes + OtherProcessesBytes + FreeBytes;

    public static MemoryAccount Of(ServedModel? model, EngineSnapshot snapshot, HostReading host, GpuReading? gpu) =>
        gpu is not null && model is { IsOnGpu: true }
            ? Of(model, snapshot, gpu.Name, isGpu: true, gpu.TotalBytes, gpu.TotalBytes - gpu.UsedBytes, gpu.ProcessBytes)
            : Of(model is { IsOnGpu: true } ? null : model, snapshot, "RAM", isGpu: false, host.TotalBytes, host.AvailableBytes, host.ProcessBytes);

    private static MemoryAccount Of(ServedModel? model, EngineSnapshot snapshot, string device, bool isGpu, long total, long available, long? process)
    {
        long weights = model?.WeightBytes ?? 0;
        long resident = model is null ? 0 : isGpu ? model.CacheBytes : snapshot.CacheResidentBytes;
        long used = BytesOf(snapshot.UsedTokens);
        long cached = BytesOf(snapshot.CachedTokens);
        long kvFree = Math.Max(resident - used - cached, 0);
        long permanent = weights + used + cached + kvFree;
        long inUse = process ?? (total - available);
        // The plan may exceed what was ever allocated, so it is limited to the memory in use.
        long activations = model is null ? 0 : snapshot.ActivationBytes ?? Math.Clamp(inUse - permanent, 0, model.PlannedActivationBytes);
        long modelBytes = permanent + activations;
        long ownBytes = Math.Max(inUse, modelBytes);
        return new MemoryAccount
        {
            Device = device,
            IsGpu = isGpu,
            WeightBytes = weights,
            KvUsedBytes = used,
            KvCachedBytes = cached,
            KvFreeBytes = kvFree,
            ActivationBytes = activations,
            IsActivationPlanned = model is not null && snapshot.ActivationBytes is null,
            IsProcessKnown = process is not null,
            ProcessRestBytes = ownBytes - modelBytes,
            OtherProcessesBytes = Math.Max(total - available - ownBytes, 0),
            FreeBytes = Math.Max(Math.Min(available, total - ownBytes), 0),
        };

        long BytesOf(int tokens) => model is null || snapshot.CacheTokens == 0 ? 0 : (long)((double)tokens / snapshot.CacheTokens * model.CacheBytes);
    }
}
