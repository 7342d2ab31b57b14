namespace QwenWebChat.App.Components.Admin.Parts;

/// <summary>A colour for each request, which it keeps while it holds blocks, whoever comes and goes beside it.</summary>
internal sealed class BlockColors
{
    /// <summary>Of the style sheet's <c>--qw-seq-0</c> and on; beyond them colours come twice.</summary>
    public const int Count = 10;

    private readonly Dictionary<Guid, int> _taken = [];

    /// <summary>One colour a request, in their order.</summary>
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
