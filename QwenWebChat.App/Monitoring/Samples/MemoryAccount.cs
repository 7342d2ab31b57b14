using QwenWebChat.App.Monitoring.Devices;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring.Samples;

/// <summary>
/// The memory of the device that the model is on, by part; the parts add up to all of it. On a GPU the process's rest is
/// the allocator's reserve and the driver's context, and what other processes hold where nobody tells them apart; on a
/// CPU it is the app itself.
/// </summary>
public sealed record MemoryAccount
{
    /// <summary>Such as <c>RAM</c>, or the GPU's name.</summary>
    public required string Device { get; init; }

    public required bool IsGpu { get; init; }

    public long WeightBytes { get; private init; }

    public long KvUsedBytes { get; private init; }

    public long KvCachedBytes { get; private init; }

    /// <summary>Of the cache, allocated and of no use to anyone now.</summary>
    public long KvFreeBytes { get; private init; }

    public long ActivationBytes { get; private init; }

    /// <summary>Whether <see cref="ActivationBytes"/> is what was planned, as far as there is room for it in what is held, for it was not measured.</summary>
    public bool IsActivationPlanned { get; private init; }

    /// <summary>Whether the device says what this process holds. Where it does not, as on Windows and in containers, all that is held and not the model's is in <see cref="ProcessRestBytes"/>.</summary>
    public bool IsProcessKnown { get; private init; }

    /// <summary>What else this process holds.</summary>
    public required long ProcessRestBytes { get; init; }

    public required long OtherProcessesBytes { get; init; }

    public required long FreeBytes { get; init; }

    /// <summary>What the model takes.</summary>
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
        long lasting = weights + used + cached + kvFree;
        long told = process ?? (total - available);
        // A plan may be more than was ever allocated: it takes what is there, and makes nothing up.
        long activations = model is null ? 0 : snapshot.ActivationBytes ?? Math.Clamp(told - lasting, 0, model.PlannedActivationBytes);
        long held = lasting + activations;
        long own = Math.Max(told, held);
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
            ProcessRestBytes = own - held,
            OtherProcessesBytes = Math.Max(total - available - own, 0),
            FreeBytes = Math.Max(Math.Min(available, total - own), 0),
        };

        long BytesOf(int tokens) => model is null || snapshot.CacheTokens == 0 ? 0 : (long)((double)tokens / snapshot.CacheTokens * model.CacheBytes);
    }
}
