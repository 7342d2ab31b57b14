using System.Collections.Concurrent;
using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>
/// The maximum free memory of each GPU that this process has observed. After a model was loaded, the driver counts
/// memory that libtorch's allocator caches as used, even for an unloaded model; the next model can reuse all of it.
/// </summary>
internal sealed class InitialFreeMemory
{
    private readonly ConcurrentDictionary<int, long> _freeBytes = [];

    /// <summary>Returns the inventory with each GPU's free memory replaced by the maximum observed so far.</summary>
    public DeviceInventory Apply(DeviceInventory now) => now with
    {
        Gpus = [.. now.Gpus.Select(gpu => gpu with { FreeBytes = _freeBytes.AddOrUpdate(gpu.CudaIndex!.Value, gpu.FreeBytes, (_, before) => Math.Max(before, gpu.FreeBytes)) })],
    };
}
