namespace QwenWebChat.Inference.Sampling;

/// <summary>Counts the tokens of a sequence for the penalties, separately for prompt and answer.</summary>
internal sealed class TokenCounts
{
    private readonly HashSet<int> _seen;
    private readonly Dictionary<int, int> _generated = [];

    public TokenCounts(IEnumerable<int> promptIds)
    {
        _seen = [.. promptIds];
    }

    /// <summary>The tokens of prompt and answer.</summary>
    public IReadOnlyCollection<int> Seen => _seen;

    /// <summary>The tokens of the answer with their counts.</summary>
    public IReadOnlyDictionary<int, int> Generated => _generated;

    /// <summary>Returns whether a token occurs in prompt or answer.</summary>
    public bool HasSeen(int id) => _seen.Contains(id);

    /// <summary>Returns how often a token occurs in the answer.</summary>
    public int GeneratedCount(int id) => _generated.GetValueOrDefault(id);

    public void Add(int id)
    {
        _seen.Add(id);
        _generated[id] = _generated.GetValueOrDefault(id) + 1;
    }
}
