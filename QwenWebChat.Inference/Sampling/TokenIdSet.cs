using System.Collections;
using System.Runtime.CompilerServices;

namespace QwenWebChat.Inference.Sampling;

/// <summary>A set of token ids, compared by value.</summary>
[CollectionBuilder(typeof(TokenIdSet), nameof(Create))]
public sealed class TokenIdSet : IReadOnlyCollection<int>, IEquatable<TokenIdSet>
{
    private readonly HashSet<int> _ids;

    private TokenIdSet(IEnumerable<int> ids)
    {
        _ids = [.. ids];
    }

    public int Count => _ids.Count;

    public static TokenIdSet Create(ReadOnlySpan<int> ids) => new(ids.ToArray());

    public bool Contains(int id) => _ids.Contains(id);

    public bool Equals(TokenIdSet? other) => other is not null && _ids.SetEquals(other._ids);

    public override bool Equals(object? obj) => Equals(obj as TokenIdSet);

    // The sum does not depend on the order of the ids.
    public override int GetHashCode() => _ids.Aggregate(_ids.Count, (sum, id) => unchecked(sum + HashCode.Combine(id)));

    public IEnumerator<int> GetEnumerator() => _ids.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
