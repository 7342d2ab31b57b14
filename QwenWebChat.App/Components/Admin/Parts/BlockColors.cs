namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>Assigns a color to each request that it keeps while it holds blocks, independent of other requests.</summary>
internal sealed class BlockColors
{
    /// <summary>The number of colors, <c>--qw-seq-0</c> and on in the style sheet; with more requests, colors repeat.</summary>
    public const int Count = 10;

    private readonly Dictionary<Guid, int> _assigned = [];

    /// <summary>Returns one color for each request, in the same order.</summary>
    public int[] Assign(IReadOnlyList<Guid> requests)
    {
        foreach (Guid gone in _assigned.Keys.Except(requests).ToArray())
        {
            _assigned.Remove(gone);
        }

        foreach (Guid request in requests)
        {
            if (!_assigned.ContainsKey(request))
            {
                _assigned[request] = LeastUsed();
            }
        }

        return [.. requests.Select(request => _assigned[request])];
    }

    private int LeastUsed() => Enumerable.Range(0, Count).MinBy(color => _assigned.Values.Count(assigned => assigned == color));
}
