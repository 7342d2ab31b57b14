using QwenWebChat.Inference.Engine;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring;

/// <summary>The engine in this process.</summary>
internal sealed class EngineMonitor(InferenceEngine engine) : IEngineMonitor
{
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
