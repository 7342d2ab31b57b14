using System.Diagnostics.Metrics;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.App.Monitoring;

/// <summary>What the dashboard sees of the engine. Any thread may use it.</summary>
internal interface IEngineMonitor
{
    /// <summary>What it serves; null for nothing.</summary>
    ServedModel? Model { get; }

    /// <summary>The engine's own instruments: <see cref="EngineMetrics"/>.</summary>
    Meter Meter { get; }

    /// <summary>Where the engine stands after its last step.</summary>
    EngineSnapshot Snapshot { get; }

    /// <summary>The requests under way, in the order of their arrival.</summary>
    IReadOnlyList<RequestRecord> Requests { get; }

    /// <summary>A request is over. Raised on the engine's thread; handlers neither block nor throw.</summary>
    event Action<EndedRequest>? RequestEnded;

    /// <summary>Ends a request as <see cref="RequestOutcome.Abort"/>, within a step.</summary>
    /// <returns>False where none of that name is under way.</returns>
    bool Cancel(Guid id);

    /// <summary>Who holds which block, after the step that is running.</summary>
    Task<BlockMap> ReadBlocksAsync(CancellationToken cancellationToken = default);
}
