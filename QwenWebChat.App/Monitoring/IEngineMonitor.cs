using System.Diagnostics.Metrics;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring;

/// <summary>The engine's state as the dashboard reads it. Thread-safe.</summary>
internal interface IEngineMonitor
{
    /// <summary>The model that the engine serves; null if none is loaded.</summary>
    ServedModel? Model { get; }

    /// <summary>The engine's instruments: <see cref="EngineMetrics"/>.</summary>
    Meter Meter { get; }

    /// <summary>The engine's state after its last step.</summary>
    EngineSnapshot Snapshot { get; }

    /// <summary>The active requests, in order of arrival.</summary>
    IReadOnlyList<RequestRecord> Requests { get; }

    /// <summary>Raised on the engine's thread when a request has ended. Handlers must neither block nor throw.</summary>
    event Action<EndedRequest>? RequestEnded;

    /// <summary>Ends a request with <see cref="FinishReason.Abort"/>, within one step.</summary>
    /// <returns>False if there is no active request with this id.</returns>
    bool Cancel(Guid id);

    /// <summary>Reads the requests that hold each block, after the current step.</summary>
    Task<BlockMap> ReadBlocksAsync(CancellationToken cancellationToken = default);
}
