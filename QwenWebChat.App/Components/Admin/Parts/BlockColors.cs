namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>Assigns a color to each request that it keeps while it holds blocks, independent of other requests.</summary>
internal sealed class BlockColors
{
    /// <summary>The number of colors, <c>--qw-seq-0</c> and on in the style sheet; with more requests, colors repeat.</summary>
    public const int Count = 10;

    private readonly Dictionary<Guid, int> _taken = [];

    /// <summary>Returns one color for each request, in the same order.</summary>
    public int[] Assign(IReadOnlyList<Guid> requests)
    {
        foreach (Guid gone in _taken.Keys.Except(requests).ToArray())
        {
            _taken.Remove(gone);
        }

        foreach (Guid request in requests)
        {
            if (!_taken.ContainsKey(request))
            {
                _taken[request] = LeastUsed();
            }
        }

        return [.. requests.Select(request => _taken[request])];
    }

    private int LeastUsed() => Enumerable.Range(0, Count).MinBy(color => _taken.Values.Count(taken => taken == color));
}
