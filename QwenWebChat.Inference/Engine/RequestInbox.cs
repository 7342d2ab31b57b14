using System.Globalization;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Inference.Engine;

/// <summary>
/// Every request that is not over, from its arrival on, with the limits on them. Requests arrive from any thread and are
/// taken by the engine's.
/// </summary>
internal sealed class RequestInbox(EngineOptions options, TimeProvider clock)
{
    // How fast requests end is judged by this many.
    private const int RememberedEnds = 8;

    private static readonly TimeSpan LeastRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UnknownRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly List<ActiveRequest> _arrived = [];
    private readonly HashSet<ActiveRequest> _waiting = [];
    private readonly Dictionary<Guid, ActiveRequest> _all = [];
    private readonly Dictionary<RequestOwner, int> _byOwner = [];
    private readonly Queue<long> _ends = [];
    private bool _isClosed;

    /// <summary>Raised outside the lock when <see cref="Count"/> changed; handlers neither block nor throw.</summary>
    public event Action? Changed;

    /// <summary>Raised outside the lock, on the engine's thread, when a request is over and no longer counted; handlers neither block nor throw.</summary>
    public event Action<EndedRequest>? RequestEnded;

    /// <summary>Requests running or waiting.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _all.Count;
            }
        }
    }

    /// <summary>All of them, in the order of their arrival.</summary>
    public IReadOnlyList<RequestRecord> Records
    {
        get
        {
            ActiveRequest[] all;
            lock (_gate)
            {
                all = [.. _all.Values];
            }

            return [.. all.Select(request => request.Record()).OrderBy(record => record.ArrivedAt).ThenBy(record => record.Id)];
        }
    }

    /// <summary>Takes a request in.</summary>
    /// <exception cref="EngineUnavailableException">There are too many, or the engine has stopped.</exception>
    public void Add(ActiveRequest request)
    {
        lock (_gate)
        {
            RequestOwner owner = request.Request.Owner;
            if (_isClosed)
            {
                throw new EngineUnavailableException("The engine has stopped.");
            }

            if (_byOwner.GetValueOrDefault(owner) >= options.MaxRequestsPerUser)
            {
                throw Busy($"{options.MaxRequestsPerUser} requests of the same user are running or waiting already");
            }

            if (_waiting.Count >= options.MaxWaitingRequests)
            {
                throw Busy($"{options.MaxWaitingRequests} requests are waiting already");
            }

            _arrived.Add(request);
            _waiting.Add(request);
            _all.Add(request.Id, request);
            _byOwner[owner] = _byOwner.GetValueOrDefault(owner) + 1;
        }

        Changed?.Invoke();
    }

    /// <summary>The requests that came since the last call.</summary>
    public ActiveRequest[] Take()
    {
        lock (_gate)
        {
            ActiveRequest[] arrived = [.. _arrived];
            _arrived.Clear();
            return arrived;
        }
    }

    /// <summary>A request waits no more.</summary>
    public void Started(ActiveRequest request)
    {
        lock (_gate)
        {
            _waiting.Remove(request);
        }
    }

    /// <summary>A request that is under way, by its name; null where none is.</summary>
    public ActiveRequest? Find(Guid id)
    {
        lock (_gate)
        {
            return _all.GetValueOrDefault(id);
        }
    }

    /// <summary>A request is over; its stream is told after this, so that who asks again then is counted right.</summary>
    public void End(ActiveRequest request, RequestOutcome outcome, Exception? error = null)
    {
        EndedRequest ended = request.Close(outcome, error);
        lock (_gate)
        {
            _waiting.Remove(request);
            RequestOwner owner = request.Request.Owner;
            int left = _byOwner.GetValueOrDefault(owner) - 1;
            if (left > 0)
            {
                _byOwner[owner] = left;
            }
            else
            {
                _byOwner.Remove(owner);
            }

            _all.Remove(request.Id);
            _ends.Enqueue(clock.GetTimestamp());
            if (_ends.Count > RememberedEnds)
            {
                _ends.Dequeue();
            }
        }

        RequestEnded?.Invoke(ended);
        Changed?.Invoke();
    }

    /// <summary>Takes nothing any more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
        }
    }

    private EngineUnavailableException Busy(string reason)
    {
        TimeSpan retry = _ends.Count < 2 ? UnknownRetry : clock.GetElapsedTime(_ends.Peek(), clock.GetTimestamp()) / _ends.Count;
        retry = retry < LeastRetry ? LeastRetry : retry > LongestRetry ? LongestRetry : retry;
        int seconds = (int)Math.Ceiling(retry.TotalSeconds);
        return new EngineUnavailableException(
            string.Create(CultureInfo.InvariantCulture, $"{reason}; try again in about {seconds} s."), TimeSpan.FromSeconds(seconds));
    }
}
