using QwenWebChat.Inference.Devices;

namespace QwenWebChat.Tests.Execution;

/// <summary>Machines of the tests: GPUs that the CPU plays.</summary>
internal static class TestDevices
{
    /// <summary>A machine without GPUs.</summary>
    public static DeviceInventory Host(long memoryBytes) => new(memoryBytes, [], "no card here");

    /// <summary>Memory enough, and so many GPUs of so many bytes.</summary>
    public static DeviceInventory Gpus(int count, long bytes = 1L << 40) =>
        new(1L << 40, [.. Enumerable.Range(0, count).Select(i => new ComputeDevice($"card {i}", null, bytes, bytes))], null);
}
