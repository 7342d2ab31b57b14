using System.Runtime.InteropServices;

namespace QwenWebChat.Inference.Scheduling;

/// <summary>
/// Drafts the continuation of a sequence without a second model: looks up its last tokens in the prompt and the answer
/// so far, and proposes what followed there (prompt lookup decoding, Saxena 2023). Needs some 30 bytes a token.
/// </summary>
/// <param name="ids">The ids of prompt and answer, which only grow.</param>
internal sealed class PromptLookup(List<int> ids)
{
    // A single token recurs by chance in any text.
    private const int NgramTokens = 2;

    // The index after the last occurrence of each n-gram.
    private readonly Dictionary<(int, int), int> _ends = [];
    private int _indexed;
    private int _source = -1;
    private int _known;

    /// <summary>Proposes the next tokens.</summary>
    /// <returns>At most <paramref name="maxTokens"/> tokens; empty if the last tokens did not occur before.</returns>
    public ReadOnlySpan<int> Propose(int maxTokens)
    {
        if (!Follow())
        {
            _source = Find();
        }

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

    private int Find()
    {
        // The last n-gram is looked up before it is indexed, or it would find itself.
        for (int end = Math.Max(_indexed + 1, NgramTokens); end < ids.Count; end++)
        {
            _ends[Ngram(end)] = end;
        }

        _indexed = Math.Max(_indexed, ids.Count - 1);
        return ids.Count >= NgramTokens && _ends.TryGetValue(Ngram(ids.Count), out int found) ? found : -1;
    }

    private (int, int) Ngram(int end) => (ids[end - 2], ids[end - 1]);
}
