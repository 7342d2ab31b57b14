using System.Collections.Immutable;

namespace QwenWebChat.App.Tools;

/// <summary>The other programs that offer tools, with their states. Thread-safe.</summary>
internal sealed class ToolServers
{
    private ImmutableSortedDictionary<string, ToolServer> _all = ImmutableSortedDictionary.Create<string, ToolServer>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Raised after a change, on any thread.</summary>
    public event Action? Changed;

    /// <summary>All of them by name.</summary>
    public IReadOnlyCollection<ToolServer> All => [.. Volatile.Read(ref _all).Values];

    public void Set(ToolServer server)
    {
        ImmutableInterlocked.Update(ref _all, all => all.SetItem(server.Name, server));
        Changed?.Invoke();
    }

    public void Remove(string name)
    {
        ImmutableInterlocked.Update(ref _all, all => all.Remove(name));
        Changed?.Invoke();
    }
}
