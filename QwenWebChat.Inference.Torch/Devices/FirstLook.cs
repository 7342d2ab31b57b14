using System.Collections.Concurrent;
using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Inference.Torch.Devices;

/// <summary>
/// The most that was free of each card when this process looked. Once a model is loaded the driver counts what libtorch's allocator
/// keeps as taken, also what it keeps of a model that is gone, and the next model can have all of that.
/// </summary>
internal sealed class FirstLook
{
    private readonly ConcurrentDictionary<int, long> _freeBytes = [];

    /// <summary>The inventory with each card's memory as the most of it was free.</summary>
    public DeviceInventory Apply(DeviceInventory now) => now with
    {
        Cards = [.. now.Cards.Select(card => card with { FreeBytes = _freeBytes.AddOrUpdate(card.CudaIndex!.Value, card.FreeBytes, (_, before) => Math.Max(before, card.FreeBytes)) })],
    };
}
