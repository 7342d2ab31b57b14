using System.Diagnostics.CodeAnalysis;

namespace QwenWebChat.Inference.Engine;

/// <summary>
/// The waiting line: bounded, first come first served, each told how many are ahead of it. Who gives up leaves it at once.
/// </summary>
internal sealed class RequestQueue(int capacity)
{
    private readonly Lock _gate = new();
    private readonly List<ActiveRequest> _waiting = [];
    private ActiveRequest? _running;
    private bool _isClosed;

    /// <summary>Raised outside the lock when <see cref="Count"/> may have changed; handlers neither block nor throw.</summary>
    public event Action? Changed;

    /// <summary>Requests running or waiting.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count + (_running is null ? 0 : 1);
            }
        }
    }

    /// <returns>False when the line is full.</returns>
    /// <exception cref="EngineUnavailableException">The line is closed.</exception>
    public bool TryAdd(ActiveRequest request)
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                throw new EngineUnavailableException("The engine has stopped.");
            }

            if (_waiting.Count >= capacity)
            {
                return false;
            }

            _waiting.Add(request);
            Tell(_waiting.Count - 1);
        }

        Changed?.Invoke();
        return true;
    }

    /// <summary>Takes the next request as the running one.</summary>
    public bool TryTake([NotNullWhen(true)] out ActiveRequest? request)
    {
        lock (_gate)
        {
            request = _running = _waiting.FirstOrDefault();
            if (request is null)
            {
                return false;
            }

            _waiting.RemoveAt(0);
            TellAll();
            return true;
        }
    }

    /// <summary>The running request is over.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _running = null;
            TellAll();
        }

        Changed?.Invoke();
    }

    /// <summary>Takes a request that gave up out of the line and ends it; one that runs is left to the loop.</summary>
    public void Remove(ActiveRequest request)
    {
        lock (_gate)
        {
            if (!_waiting.Remove(request))
            {
                return;
            }

            TellAll();
        }

        request.FinishUnstarted();
        Changed?.Invoke();
    }

    /// <summary>Ends all that wait with a reason; with <paramref name="close"/> nothing is taken any more.</summary>
    public void Refuse(string reason, bool close = false)
    {
        ActiveRequest[] refused;
        lock (_gate)
        {
            _isClosed |= close;
            refused = [.. _waiting];
            _waiting.Clear();
        }

        foreach (ActiveRequest request in refused)
        {
            request.Stream.Complete(new EngineUnavailableException(reason));
        }

        Changed?.Invoke();
    }

    private void TellAll()
    {
        for (int i = 0; i < _waiting.Count; i++)
        {
            Tell(i);
        }
    }

    private void Tell(int index) =>
        _waiting[index].Stream.Write(new GenerationUpdate.Queued(index + (_running is null ? 0 : 1)));
}
