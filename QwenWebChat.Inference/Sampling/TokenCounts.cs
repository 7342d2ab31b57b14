namespace QwenWebChat.Inference.Sampling;

/// <summary>How often each token stands in a sequence, for the penalties: in the prompt and the answer apart.</summary>
internal sealed class TokenCounts
{
    private readonly HashSet<int> _seen;
    private readonly Dictionary<int, int> _generated = [];

    public TokenCounts(IEnumerable<int> promptIds)
    {
        _seen = [.. promptIds];
    }

    /// <summary>Tokens of prompt and answer.</summary>
    public IReadOnlyCollection<int> Seen => _seen;

    /// <summary>Tokens of the answer with their counts.</summary>
    public IReadOnlyDictionary<int, int> Generated => _generated;

    /// <summary>Whether a token stands in prompt or answer.</summary>
    public bool HasSeen(int id) => _seen.Contains(id);

    /// <summary>How often a token stands in the answer.</summary>
    public int GeneratedCount(int id) => _generated.GetValueOrDefault(id);

    public void Add(int id)
    {
        _seen.Add(id);
        _generated[id] = _generated.GetValueOrDefault(id) + 1;
    }
}
