using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Torch.Devices;
using QwenWebChat.Inference.Torch.Execution;

namespace QwenWebChat.Inference.Torch;

/// <summary>libtorch, by TorchSharp: runs models on GPUs, and on a CPU as the reference of its own kernels.</summary>
public sealed class TorchBackend : ITensorBackend
{
    private TorchBackend()
    {
    }

    string? ITensorBackend.WhyUnusable => TorchLibrary.WhyNone;

    /// <summary>Makes libtorch known to the engine; loads nothing. To be called once, before the first model is loaded.</summary>
    public static void Register() => ITensorBackend.Registered ??= new TorchBackend();

    void ITensorBackend.Prepare() => TorchEnvironment.Prepare();

    DeviceInventory ITensorBackend.FindDevices() => CardSearch.Detect();

    ModelPlacement ITensorBackend.Decide(Checkpoint checkpoint, InferenceOptions options, DeviceInventory devices) => options.Kernels switch
    {
        "reference" => ReferencePlacement.Decide(checkpoint, options, devices.HostBytes),
        "torch" => new CardPlacement(checkpoint, options, devices.HostBytes, PlayedCards(options, devices), []).Decide(),
        _ => new CardPlacement(checkpoint, options, devices.HostBytes, devices.Cards, devices.LeftOut).Decide(),
    };

    // As many as the options ask for, with equal parts of the machine's memory.
    private static ComputeDevice[] PlayedCards(InferenceOptions options, DeviceInventory devices)
    {
        int count = Math.Max(options.Cards ?? 1, options.TensorParallel);
        long bytes = devices.HostBytes / count;
        return [.. Enumerable.Range(1, count).Select(i => new ComputeDevice(count == 1 ? "CPU as a card" : $"CPU as card {i}", null, bytes, bytes))];
    }
}
