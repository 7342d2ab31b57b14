using System.Collections.Concurrent;

namespace QwenWebChat.Inference.Devices;

/// <summary>
/// What was free of each card when this process first looked. From then on the driver counts what libtorch's allocator
/// keeps as taken, also what it keeps of a model that is gone, and the next model can have all of that.
/// </summary>
internal sealed class FirstLook
{
    private readonly ConcurrentDictionary<int, long> _freeBytes = [];

    /// <summary>The inventory with each card's memory as it was free at first.</summary>
    public DeviceInventory Apply(DeviceInventory now) => now with
    {
        Cards = [.. now.Cards.Select(card => card with { FreeBytes = _freeBytes.GetOrAdd(card.Torch.index, card.FreeBytes) })],
    };
}
