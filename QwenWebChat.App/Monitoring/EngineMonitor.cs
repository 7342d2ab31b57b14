using System.Diagnostics.Metrics;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring;

/// <summary>The engine in this process.</summary>
internal sealed class EngineMonitor(InferenceEngine engine) : IEngineMonitor
{
    public ServedModel? Model => engine.Model is not { } model ? null
        : new ServedModel(model.Name, model.DeviceName == "CUDA", model.WeightBytes, model.CacheBytes, model.ActivationBytes);

    public Meter Meter => engine.Meter;

    public EngineSnapshot Snapshot => engine.Snapshot;

    public IReadOnlyList<RequestRecord> Requests => engine.Requests;

    public event Action<EndedRequest>? RequestEnded
    {
        add => engine.RequestEnded += value;
        remove => engine.RequestEnded -= value;
    }

    public bool Cancel(Guid id) => engine.Cancel(id);

    public Task<BlockMap> ReadBlocksAsync(CancellationToken cancellationToken = default) => engine.ReadBlocksAsync(cancellationToken);
}
