namespace QwenWebChat.Benchmarks.Ui;

/// <summary>When each word of an answer first came to a page. Written by its connection, read once that is still.</summary>
internal sealed class Arrivals(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<long> _words = [];
    private readonly List<long> _frames = [];
    private readonly List<int> _found = [];
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (int Count, TaskCompletionSource Reached)? _awaited;

    /// <summary>Ends with the first word.</summary>
    public Task First => _first.Task;

    /// <summary>Words that were passed over: a later one came first, or they never stood in a batch.</summary>
    public int MissedCount { get; private set; }

    /// <summary>Takes in a render batch that has just come.</summary>
    public void Add(ReadOnlySpan<byte> batch)
    {
        long now = time.GetTimestamp();
        lock (_gate)
        {
            int before = _words.Count;
            _found.Clear();
            SerialWords.Find(batch, _found);

            // Components stand in a batch from the outer to the inner, not in the order of the page.
            _found.Sort();
            foreach (int serial in _found)
            {
                // What an earlier batch held stands there again while its block is open.
                while (_words.Count <= serial)
                {
                    MissedCount += _words.Count < serial ? 1 : 0;
                    _words.Add(now);
                }
            }

            if (_words.Count > before)
            {
                _frames.Add(now);
                _first.TrySetResult();
            }

            if (_awaited is { } awaited && _words.Count >= awaited.Count)
            {
                awaited.Reached.TrySetResult();
            }
        }
    }

    /// <summary>Ends once so many words have come.</summary>
    public Task ReachAsync(int count)
    {
        lock (_gate)
        {
            if (_words.Count >= count)
            {
                return Task.CompletedTask;
            }

            TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited = (count, reached);
            return reached.Task;
        }
    }

    /// <summary>The timestamp of each word.</summary>
    public long[] Words()
    {
        lock (_gate)
        {
            return [.. _words];
        }
    }

    /// <summary>Batches that brought words, between two timestamps.</summary>
    public int FrameCount(long from, long to)
    {
        lock (_gate)
        {
            return _frames.Count(frame => frame >= from && frame < to);
        }
    }
}
