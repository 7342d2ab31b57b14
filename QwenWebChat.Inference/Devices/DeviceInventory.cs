using static TorchSharp.torch;

namespace QwenWebChat.Inference.Devices;

/// <summary>What a model could be placed on.</summary>
/// <param name="HostBytes">The machine's memory, or the part of it that this process may take.</param>
/// <param name="Cards">The cards that libtorch can use, none without a CUDA build or a working driver.</param>
/// <param name="WhyNoCard">Why there is none, with what to do about it; null where there are some.</param>
internal sealed record DeviceInventory(long HostBytes, IReadOnlyList<ComputeDevice> Cards, string? WhyNoCard)
{
    /// <summary>Looks at this machine.</summary>
    public static DeviceInventory Detect()
    {
        long hostBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        ComputeDevice[] cards = [.. Enumerable.Range(0, cuda.is_available() ? cuda.device_count() : 0).Select(i => new ComputeDevice($"CUDA {i}", device("cuda", i), 0, 0))];
        return new DeviceInventory(hostBytes, cards, cards.Length == 0 ? "no CUDA device" : null);
    }
}
