using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Torch.Devices;
using TorchSharp;
using static TorchSharp.torch;

namespace QwenWebChat.Tests.Devices;

public sealed class InitialFreeMemoryTests
{
    /// <summary>A model that is loaded takes memory that the next one can have.</summary>
    [Fact]
    public void Apply_LaterLook_GivesTheMostThatWasFree()
    {
        InitialFreeMemory look = new();

        Assert.Equal([20, 30], look.Apply(Seen(20, 30)).Gpus.Select(gpu => gpu.FreeBytes));
        Assert.Equal([20, 31], look.Apply(Seen(3, 31)).Gpus.Select(gpu => gpu.FreeBytes));
        Assert.Equal([20, 31, 40], look.Apply(Seen(1, 1, 40)).Gpus.Select(gpu => gpu.FreeBytes));
    }

    private static DeviceInventory Seen(params long[] free) =>
        new(1, [.. free.Select((bytes, i) => new ComputeDevice($"card {i}", i, 50, bytes))], null);
}
