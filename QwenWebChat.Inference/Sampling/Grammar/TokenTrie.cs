namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>
/// The tokens of a vocabulary as a tree of their bytes, in the order of a walk from the root: each node's subtree follows it,
/// so that a walk skips it with one step.
/// </summary>
internal sealed class TokenTrie
{
    [ThreadStatic]
    private static Expression[]? _states;

    private readonly byte[] _bytes;
    private readonly byte[] _depths;
    private readonly int[] _ids;
    private readonly int[] _ends;
    private readonly List<(int Id, int Same)> _doubles = [];

    /// <param name="tokens">The tokens with their bytes; at most 255 bytes each, and not empty.</param>
    public TokenTrie(IEnumerable<(int Id, byte[] Bytes)> tokens)
    {
        (int Id, byte[] Bytes)[] sorted = [.. tokens];
        Array.Sort(sorted, static (left, right) => left.Bytes.AsSpan().SequenceCompareTo(right.Bytes) is not 0 and int order ? order : left.Id - right.Id);
        List<byte> bytes = [];
        List<byte> depths = [];
        List<int> ids = [];
        Stack<int> open = [];
        List<int> ends = [];
        byte[] last = [];
        foreach ((int id, byte[] token) in sorted)
        {
            int common = token.AsSpan().CommonPrefixLength(last);
            if (common == token.Length)
            {
                _doubles.Add((id, ids[^1]));
                continue;
            }

            while (open.Count > common)
            {
                ends[open.Pop()] = bytes.Count;
            }

            for (int depth = common; depth < token.Length; depth++)
            {
                open.Push(bytes.Count);
                bytes.Add(token[depth]);
                depths.Add((byte)depth);
                ids.Add(depth == token.Length - 1 ? id : -1);
                ends.Add(0);
            }

            last = token;
        }

        while (open.TryPop(out int node))
        {
            ends[node] = bytes.Count;
        }

        (_bytes, _depths, _ids, _ends) = ([.. bytes], [.. depths], [.. ids], [.. ends]);
    }

    /// <summary>Adds to a mask the tokens that an expression allows.</summary>
    public void Mark(Expression start, Expression nothing, TokenMask mask)
    {
        Expression[] states = _states ??= new Expression[257];
        states[0] = start;
        for (int node = 0; node < _bytes.Length;)
        {
            int depth = _depths[node];
            Expression next = states[depth].Next(_bytes[node]);
            if (next == nothing)
            {
                node = _ends[node];
                continue;
            }

            states[depth + 1] = next;
            if (_ids[node] >= 0)
            {
                mask.Add(_ids[node]);
            }

            node++;
        }

        foreach ((int id, int same) in _doubles)
        {
            if (mask.Contains(same))
            {
                mask.Add(id);
            }
        }
    }
}
