using System.Diagnostics.Metrics;
using QwenWebChat.App.Monitoring;
using QwenWebChat.Inference.Metrics;

namespace QwenWebChat.Tests.Monitoring;

/// <summary>An engine whose requests a test puts there and ends.</summary>
internal sealed class FakeEngineMonitor : IEngineMonitor
{
    private readonly Lock _gate = new();
    private readonly List<RequestRecord> _requests = [];

    public ServedModel? Model { get; set; }

    public Meter Meter { get; init; } = new("fake");

    public EngineSnapshot Snapshot { get; set; } = new();

    public BlockMap Blocks { get; set; } = BlockMap.Empty;

    public IReadOnlyList<RequestRecord> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>What was cancelled.</summary>
    public List<Guid> Cancelled { get; } = [];

    public event Action<EndedRequest>? RequestEnded;

    /// <summary>A request under way: a new one, or how it stands now.</summary>
    public void Run(RequestRecord record)
    {
        lock (_gate)
        {
            int place = _requests.FindIndex(other => other.Id == record.Id);
            if (place < 0)
            {
                _requests.Add(record);
            }
            else
            {
                _requests[place] = record;
            }
        }
    }

    /// <summary>A request is over, whether it was seen under way or not.</summary>
    public void End(RequestRecord record, params IReadOnlyList<int> promptIds)
    {
        lock (_gate)
        {
            _requests.RemoveAll(other => other.Id == record.Id);
        }

        RequestEnded?.Invoke(new EndedRequest(record, promptIds));
    }

    public bool Cancel(Guid id)
    {
        bool isThere = Requests.Any(request => request.Id == id);
        if (isThere)
        {
            Cancelled.Add(id);
        }

        return isThere;
    }

    /// <summary>Answers questions for blocks; null where they are answered at once.</summary>
    public TaskCompletionSource<BlockMap>? Answer { get; set; }

    public int BlockReadCount { get; private set; }

    public Task<BlockMap> ReadBlocksAsync(CancellationToken cancellationToken = default)
    {
        BlockReadCount++;
        return Answer?.Task ?? Task.FromResult(Blocks);
    }
}
