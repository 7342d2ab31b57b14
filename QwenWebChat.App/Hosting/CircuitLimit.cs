using Microsoft.Extensions.Options;

namespace QwenWebChat.App.Hosting;

/// <summary>Counts the circuits of all pages, including those that lost their connection and may return.</summary>
internal sealed class CircuitLimit(IOptions<HostingOptions> options)
{
    private int _count;

    public int MaxCount => options.Value.MaxCircuits;

    public int Count => Volatile.Read(ref _count);

    /// <summary>True if the maximum number of circuits is open.</summary>
    public bool IsReached => Count >= MaxCount;

    /// <summary>Counts one more circuit; false if the maximum is reached.</summary>
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
