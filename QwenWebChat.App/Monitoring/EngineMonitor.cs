using System.Diagnostics.Metrics;
using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring;

/// <summary>Monitors the engine of this process.</summary>
internal sealed class EngineMonitor(InferenceEngine engine) : IEngineMonitor
{
    public ServedModel? Model => engine.Model is { } model ? Describe(model) : null;

    public Meter Meter => engine.Meter;

    public EngineSnapshot Snapshot => engine.Snapshot;

    public IReadOnlyList<RequestRecord> Requests => engine.Requests;

    public event Action<EndedRequest>? RequestEnded
    {
        add => engine.RequestEnded += value;
        remove => engine.RequestEnded -= value;
    }

    public bool Cancel(Guid id) => engine.Cancel(id);

    /// <summary>
    /// Counts only the weights in GPU memory; the embedding and the layers on the CPU are in the memory of the process.
    /// </summary>
    private static ServedModel Describe(LoadedModel model)
    {
        bool isOnGpu = model.Device == DeviceKind.Cuda;
        MemoryPart[] parts = [.. model.Memory.Parts.Where(part => part.IsGpu || !isOnGpu)];
        return new ServedModel(
            model.Name,
            isOnGpu,
            isOnGpu ? parts.Sum(part => part.WeightBytes) : model.WeightBytes,
            model.Memory.BlockCount * parts.Sum(part => part.BlockBytes),
            parts.Sum(part => part.ActivationBytes))
        {
            GpuCount = Math.Max(parts.Count(part => part.IsGpu), 1),
        };
    }

    public Task<BlockMap> ReadBlocksAsync(CancellationToken cancellationToken = default) => engine.ReadBlocksAsync(cancellationToken);
}
