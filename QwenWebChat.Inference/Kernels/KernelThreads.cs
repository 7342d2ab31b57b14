namespace QwenWebChat.Inference.Kernels;

/// <summary>
/// A fixed set of worker threads for the kernels, including the caller. Between products they spin for some hundred
/// microseconds, longer than the gap between two products of a decode step, and then sleep.
/// </summary>
internal sealed class KernelThreads : IDisposable
{
    private const int SpinCount = 1500;

    private readonly object _gate = new();
    private readonly Lock _oneAtATime = new();
    private readonly Thread[] _threads;
    private Action<int>? _work;
    private Exception? _error;
    private int _itemCount;
    private int _next;
    private int _busy;
    private int _round;
    private int _sleeping;
    private bool _ended;

    /// <param name="count">The number of threads including the caller, at least 1.</param>
    public KernelThreads(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _threads = [.. Enumerable.Range(1, count - 1).Select(number => new Thread(Serve) { IsBackground = true, Name = $"kernel {number}" })];
        foreach (Thread thread in _threads)
        {
            thread.Start();
        }
    }

    public int Count => _threads.Length + 1;

    /// <summary>The number of threads that no longer spin.</summary>
    internal int SleepingCount => Volatile.Read(ref _sleeping);

    /// <summary>Runs <paramref name="work"/> once for every item, on all threads; a free thread takes the next item.</summary>
    public void Run(int itemCount, Action<int> work)
    {
        lock (_oneAtATime)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            if (_threads.Length == 0 || itemCount == 1)
            {
                for (int item = 0; item < itemCount; item++)
                {
                    work(item);
                }

                return;
            }

            (_work, _itemCount, _next, _error, _busy) = (work, itemCount, 0, null, _threads.Length);
            Interlocked.Increment(ref _round);
            if (Volatile.Read(ref _sleeping) > 0)
            {
                lock (_gate)
                {
                    Monitor.PulseAll(_gate);
                }
            }

            TakeItems();
            SpinWait wait = default;
            while (Volatile.Read(ref _busy) > 0)
            {
                wait.SpinOnce(sleep1Threshold: -1);
            }

            _work = null;
            if (_error is { } error)
            {
                throw new InvalidOperationException($"A kernel failed: {error.Message}", error);
            }
        }
    }

    public void Dispose()
    {
        lock (_oneAtATime)
        {
            if (_ended)
            {
                return;
            }

            Volatile.Write(ref _ended, true);
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        }

        foreach (Thread thread in _threads)
        {
            thread.Join();
        }
    }

    private void Serve()
    {
        int seen = 0;
        while (WaitForRound(seen))
        {
            seen = Volatile.Read(ref _round);
            TakeItems();
            Interlocked.Decrement(ref _busy);
        }
    }

    /// <returns>False if there will be no further round.</returns>
    private bool WaitForRound(int seen)
    {
        for (int spin = 0; spin < SpinCount; spin++)
        {
            if (Volatile.Read(ref _round) != seen)
            {
                return true;
            }

            Thread.SpinWait(20);
            // libtorch's threads may need this core for the work between two products.
            Thread.Yield();
        }

        lock (_gate)
        {
            Interlocked.Increment(ref _sleeping);
            while (Volatile.Read(ref _round) == seen && !Volatile.Read(ref _ended))
            {
                Monitor.Wait(_gate);
            }

            Interlocked.Decrement(ref _sleeping);
        }

        return Volatile.Read(ref _round) != seen;
    }

    private void TakeItems()
    {
        try
        {
            for (int item = Interlocked.Increment(ref _next) - 1; item < _itemCount; item = Interlocked.Increment(ref _next) - 1)
            {
                _work!(item);
            }
        }
        catch (Exception error)
        {
            _error = error;
        }
    }
}
