using System.Globalization;
using QwenWebChat.Inference.Metrics;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Inference.Engine;

/// <summary>All requests that have not ended, and their limits. Any thread adds requests; the engine's thread takes them.</summary>
internal sealed class RequestInbox(EngineOptions options, TimeProvider clock, IRequestAdmission admission)
{
    // The number of ended requests from which the rate is estimated.
    private const int RememberedEnds = 8;

    private static readonly TimeSpan MinRetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UnknownRetry = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly List<ActiveRequest> _arrived = [];
    private readonly HashSet<ActiveRequest> _waiting = [];
    private readonly Dictionary<Guid, ActiveRequest> _all = [];
    private readonly Dictionary<RequestOwner, int> _byOwner = [];
    private readonly Queue<long> _ends = [];
    private bool _isClosed;

    /// <summary>Raised outside the lock when <see cref="Count"/> changed; handlers must neither block nor throw.</summary>
    public event Action? Changed;

    /// <summary>
    /// Raised outside the lock, on the engine's thread, when a request has ended and is no longer counted; handlers
    /// must neither block nor throw.
    /// </summary>
    public event Action<EndedRequest>? RequestEnded;

    /// <summary>The number of running and waiting requests.</summary>
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

    /// <summary>The records of all requests, in the order of their arrival.</summary>
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

    /// <summary>Adds a request.</summary>
    /// <exception cref="EngineUnavailableException">A limit of requests is reached, or the engine has stopped.</exception>
    /// <exception cref="QuotaExceededException">A limit of the owner refuses the request.</exception>
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

            if (request.Request.IsCharged)
            {
                // The last check: what it reserves is settled at the end of the request.
                request.MaxNewTokens = admission.Admit(request.Demand);
            }

            _arrived.Add(request);
            _waiting.Add(request);
            _all.Add(request.Id, request);
            _byOwner[owner] = _byOwner.GetValueOrDefault(owner) + 1;
        }

        Changed?.Invoke();
    }

    /// <summary>Returns the requests added since the last call.</summary>
    public ActiveRequest[] Take()
    {
        lock (_gate)
        {
            ActiveRequest[] arrived = [.. _arrived];
            _arrived.Clear();
            return arrived;
        }
    }

    /// <summary>Marks a request as running.</summary>
    public void Started(ActiveRequest request)
    {
        lock (_gate)
        {
            _waiting.Remove(request);
        }
    }

    /// <summary>Returns the request with this id; null if there is none.</summary>
    public ActiveRequest? Find(Guid id)
    {
        lock (_gate)
        {
            return _all.GetValueOrDefault(id);
        }
    }

    /// <summary>
    /// Removes an ended request; its stream is notified afterwards, so that a follow-up request of the same user is
    /// counted correctly.
    /// </summary>
    /// <returns>The record of the request.</returns>
    public RequestRecord End(ActiveRequest request, FinishReason reason, Exception? error = null)
    {
        EndedRequest ended = request.Close(reason, error);
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

        admission.Settle(ended.Record);
        RequestEnded?.Invoke(ended);
        Changed?.Invoke();
        return ended.Record;
    }

    /// <summary>Rejects all further requests.</summary>
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
        retry = retry < MinRetryAfter ? MinRetryAfter : retry > MaxRetryAfter ? MaxRetryAfter : retry;
        int seconds = (int)Math.Ceiling(retry.TotalSeconds);
        return new EngineUnavailableException(
            string.Create(CultureInfo.InvariantCulture, $"{reason}; try again in about {seconds} s."), TimeSpan.FromSeconds(seconds));
    }
}
