using QwenWebChat.Inference.Checkpoints;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Execution;
using QwenWebChat.Inference.Torch.Devices;
using QwenWebChat.Inference.Torch.Execution;

namespace QwenWebChat.Inference.Torch;

/// <summary>The libtorch backend, through TorchSharp: runs models on GPUs, and on a CPU as the reference of its own kernels.</summary>
public sealed class TorchBackend : ITensorBackend
{
    private TorchBackend()
    {
    }

    string? ITensorBackend.WhyUnusable => TorchLibrary.WhyNone;

    /// <summary>Registers libtorch with the engine without loading it. Call it once, before the first model is loaded.</summary>
    public static void Register() => ITensorBackend.Registered ??= new TorchBackend();

    void ITensorBackend.Prepare() => TorchEnvironment.Prepare();

    DeviceInventory ITensorBackend.FindDevices()
    {
        TorchEnvironment.Prepare();
        return GpuSearch.Detect();
    }

    ModelPlacement ITensorBackend.Decide(Checkpoint checkpoint, InferenceOptions options, DeviceInventory devices)
    {
        TorchEnvironment.Prepare();
        return options.Kernels switch
        {
            "reference" => ReferencePlacement.Decide(checkpoint, options, devices.HostBytes),
            "torch" => new GpuPlacement(checkpoint, options, devices.HostBytes, PlayedGpus(options, devices), []).Decide(),
            _ => new GpuPlacement(checkpoint, options, devices.HostBytes, devices.Gpus, devices.LeftOut).Decide(),
        };
    }

    // As many simulated GPUs as the options request, with equal shares of the host's memory.
    private static ComputeDevice[] PlayedGpus(InferenceOptions options, DeviceInventory devices)
    {
        int count = Math.Max(options.GpuCount ?? 1, options.TensorParallel);
        long bytes = devices.HostBytes / count;
        return [.. Enumerable.Range(1, count).Select(i => new ComputeDevice(count == 1 ? "CPU as a GPU" : $"CPU as GPU {i}", null, bytes, bytes))];
    }
}
