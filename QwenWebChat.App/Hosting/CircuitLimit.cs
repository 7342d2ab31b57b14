using Microsoft.Extensions.Options;

namespace QwenWebChat.App.Hosting;

/// <summary>Counts the circuits of all pages, those included whose connection is lost and may come back.</summary>
internal sealed class CircuitLimit(IOptions<HostingOptions> options)
{
    private int _count;

    public int MaxCount => options.Value.MaxCircuits;

    /// <summary>True while one more would be too many.</summary>
    public bool IsReached => Volatile.Read(ref _count) >= MaxCount;

    /// <summary>Counts one more; false where that would be too many.</summary>
    public bool TryAdd()
    {
        if (Interlocked.Increment(ref _count) <= MaxCount)
        {
            return true;
        }

        Remove();
        return false;
    }

    public void Remove() => Interlocked.Decrement(ref _count);
}
