namespace QwenWebChat.UiLoad;

/// <summary>
/// Records the time at which each word of an answer first arrived at a page. The connection writes it; it is read after the
/// connection is idle.
/// </summary>
internal sealed class Arrivals(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<long> _words = [];
    private readonly List<long> _frames = [];
    private readonly List<int> _found = [];
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private (int Count, TaskCompletionSource Reached)? _awaited;

    /// <summary>Completes with the first word.</summary>
    public Task First => _first.Task;

    /// <summary>The number of missed words: a later word arrived first, or they were in no batch.</summary>
    public int MissedCount { get; private set; }

    /// <summary>Processes a render batch that has just arrived.</summary>
    public void Add(ReadOnlySpan<byte> batch)
    {
        long now = time.GetTimestamp();
        lock (_gate)
        {
            int before = _words.Count;
            _found.Clear();
            SerialWords.Find(batch, _found);

            // A batch contains components from the outer to the inner, not in the order of the page.
            _found.Sort();
            foreach (int serial in _found)
            {
                // While a block is open, a batch repeats the words of earlier batches.
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

    /// <summary>Completes after this number of words has arrived.</summary>
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

    /// <summary>Returns the timestamp of each word.</summary>
    public long[] Words()
    {
        lock (_gate)
        {
            return [.. _words];
        }
    }

    /// <summary>Returns the number of batches with words between two timestamps.</summary>
    public int FrameCount(long from, long to)
    {
        lock (_gate)
        {
            return _frames.Count(frame => frame >= from && frame < to);
        }
    }
}
