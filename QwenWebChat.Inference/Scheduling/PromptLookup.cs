using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Scheduling;

/// <summary>
/// Drafts the continuation of a sequence without a second model: looks up its last two tokens, or else its last one, in the
/// prompt and the answer so far, and proposes what followed there (prompt lookup decoding, Saxena 2023). Needs some 40 bytes
/// a token.
/// </summary>
/// <param name="ids">The ids of prompt and answer, which only grow.</param>
internal sealed class PromptLookup(List<int> ids)
{
    // The first token of a single one's key.
    private const int None = -1;

    // The last occurrence of each pair of tokens and of each token.
    private readonly Dictionary<(int, int), Occurrence> _occurrences = [];
    private int _indexed;
    private int _source = -1;
    private int _known;

    /// <summary>True if the last proposal begins after a weak match: a single token, or two that different tokens followed before.</summary>
    public bool IsWeak { get; private set; }

    /// <summary>Proposes the next tokens.</summary>
    /// <returns>At most <paramref name="maxTokens"/> tokens; empty if the last token did not occur before.</returns>
    public ReadOnlySpan<int> Propose(int maxTokens)
    {
        bool follows = Follow();
        Occurrence? found = follows ? null : Find();
        (_source, IsWeak) = follows ? (_source, false) : (found?.End ?? -1, found is { IsWeak: true });
        _known = ids.Count;
        return _source < 0 ? [] : CollectionsMarshal.AsSpan(ids).Slice(_source, Math.Min(maxTokens, ids.Count - _source));
    }

    /// <summary>Moves the source past the tokens that came since the last proposal, if they are those of the source.</summary>
    private bool Follow()
    {
        if (_source < 0)
        {
            return false;
        }

        ReadOnlySpan<int> all = CollectionsMarshal.AsSpan(ids);
        ReadOnlySpan<int> added = all[_known..];
        bool isSame = added.SequenceEqual(all.Slice(_source, added.Length));
        _source += added.Length;
        return isSame && _source < ids.Count;
    }

    /// <summary>Looks up the last two tokens, and only if they are new together, the last one: it recurs by chance in any text.</summary>
    private Occurrence? Find()
    {
        // The last tokens are looked up before they are indexed, or they would find themselves.
        for (int end = _indexed + 1; end < ids.Count; end++)
        {
            _occurrences[Single(end)] = new Occurrence(end, IsWeak: true);
            if (end > 1)
            {
                ref Occurrence pair = ref CollectionsMarshal.GetValueRefOrAddDefault(_occurrences, Pair(end), out bool isKnown);
                pair = new Occurrence(end, isKnown && (pair.IsWeak || ids[pair.End] != ids[end]));
            }
        }

        _indexed = Math.Max(_indexed, ids.Count - 1);
        return ids.Count > 1 && _occurrences.TryGetValue(Pair(ids.Count), out Occurrence last) ? last
            : ids.Count > 0 && _occurrences.TryGetValue(Single(ids.Count), out Occurrence single) ? single
            : null;
    }

    private (int, int) Pair(int end) => (ids[end - 2], ids[end - 1]);

    private (int, int) Single(int end) => (None, ids[end - 1]);

    /// <param name="End">The index after it.</param>
    /// <param name="IsWeak">True if it is a single token, or different tokens followed it.</param>
    private readonly record struct Occurrence(int End, bool IsWeak);
}
