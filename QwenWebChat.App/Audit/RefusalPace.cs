using QwenWebChat.App.Data;

namespace QwenWebChat.App.Audit;

/// <summary>
/// Lets one of equal refusals a minute through, so that a program that tries without end does not fill the audit log. Thread-safe.
/// </summary>
internal sealed class RefusalPace(TimeProvider time)
{
    /// <summary>Time within which an equal refusal is held back.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // Different refusals within the interval. More are held back: then somebody floods the app from many addresses.
    private const int MaxCount = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<(AuditActor Actor, AuditAction Action, string Reason), long> _last = [];

    public bool Admits(AuditActor actor, AuditAction action, string reason)
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            if (_last.TryGetValue((actor, action, reason), out long last) && time.GetElapsedTime(last, now) < Interval)
            {
                return false;
            }

            if (_last.Count >= MaxCount)
            {
                Forget(now);
            }

            bool hasRoom = _last.Count < MaxCount;
            if (hasRoom)
            {
                _last[(actor, action, reason)] = now;
            }

            return hasRoom;
        }
    }

    private void Forget(long now)
    {
        foreach ((AuditActor, AuditAction, string) old in _last.Where(entry => time.GetElapsedTime(entry.Value, now) >= Interval).Select(entry => entry.Key).ToList())
        {
            _last.Remove(old);
        }
    }
}
