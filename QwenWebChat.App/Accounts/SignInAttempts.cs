using System.Net;

namespace QwenWebChat.App.Accounts;

/// <summary>
/// Limits the tries to sign in: by name, whether or not there is such an account, with locks that grow, and by address. A try
/// counts before its password is checked, so that tries at the same time count too. Thread-safe; held in memory.
/// </summary>
internal sealed class SignInAttempts(TimeProvider time)
{
    /// <summary>The number of failures after which a name is locked.</summary>
    public const int MaxFailures = 5;

    /// <summary>The number of tries that an address has in a minute, for all names.</summary>
    public const int MaxPerAddress = 30;

    // Names that were tried and never succeeded; the locks of the oldest are forgotten beyond this.
    private const int MaxNames = 10_000;

    private static readonly TimeSpan FirstLock = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestLock = TimeSpan.FromDays(1);
    private static readonly TimeSpan AddressInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Tries> _names = [];
    private readonly Dictionary<string, Tries> _addresses = [];

    /// <summary>Counts a try without a name.</summary>
    /// <returns>The time until another try may be made from the address; null if this one may.</returns>
    public TimeSpan? BeginFrom(IPAddress? address)
    {
        lock (_gate)
        {
            return WaitOf(address);
        }
    }

    /// <summary>Counts a try.</summary>
    /// <param name="name">The name in the form that names are compared in.</param>
    /// <returns>The time until another try may be made; null if this one may.</returns>
    public TimeSpan? Begin(string name, IPAddress? address)
    {
        lock (_gate)
        {
            return WaitOf(address) ?? Wait(_names, name, MaxFailures, LockAfter, LongestLock);
        }
    }

    /// <summary>Forgets the failures of a name after the right password.</summary>
    public void Succeed(string name)
    {
        lock (_gate)
        {
            _names.Remove(name);
        }
    }

    private static TimeSpan LockAfter(int count)
    {
        int doublings = Math.Min((count / MaxFailures) - 1, 16);
        TimeSpan length = FirstLock * (1 << doublings);
        return length < LongestLock ? length : LongestLock;
    }

    private TimeSpan? WaitOf(IPAddress? address) => Wait(_addresses, address?.ToString() ?? "", MaxPerAddress, _ => AddressInterval, AddressInterval);

    private TimeSpan? Wait(Dictionary<string, Tries> all, string key, int max, Func<int, TimeSpan> lockAfter, TimeSpan memory)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (!all.TryGetValue(key, out Tries? tries) || now - tries.LastAt >= memory + (tries.LockedUntil - tries.LastAt))
        {
            Trim(all);
            all[key] = tries = new Tries();
        }

        if (tries.LockedUntil > now)
        {
            return tries.LockedUntil - now;
        }

        tries.Count++;
        tries.LastAt = now;
        tries.LockedUntil = tries.Count % max == 0 ? now + lockAfter(tries.Count) : now;
        return null;
    }

    private static void Trim(Dictionary<string, Tries> all)
    {
        if (all.Count >= MaxNames)
        {
            all.Remove(all.MinBy(entry => entry.Value.LockedUntil).Key);
        }
    }

    private sealed class Tries
    {
        public int Count { get; set; }

        public DateTimeOffset LastAt { get; set; }

        public DateTimeOffset LockedUntil { get; set; }
    }
}
