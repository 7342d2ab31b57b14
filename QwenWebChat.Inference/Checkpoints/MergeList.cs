namespace QwenWebChat.Inference.Checkpoints;

/// <summary>The merges of a vocabulary in order, each validated when it is added.</summary>
internal sealed class MergeList(string path, IReadOnlyDictionary<string, int> vocabulary)
{
    // Each merge produces a token.
    private readonly List<string> _merges = new(vocabulary.Count);
    private readonly HashSet<string> _known = new(vocabulary.Count, StringComparer.Ordinal);

    public IReadOnlyList<string> Merges => _merges;

    /// <summary>Adds a merge written as "left right"; <paramref name="place"/> is its location for error messages.</summary>
    public void Add(string merge, string place)
    {
        int space = merge.IndexOf(' ', StringComparison.Ordinal);
        if (space <= 0 || space == merge.Length - 1 || merge.IndexOf(' ', space + 1) >= 0)
        {
            throw new CheckpointException(path, $"\"{merge}\" at {place}", "two tokens with one space between them");
        }

        RequireToken(merge[..space], merge, place);
        RequireToken(merge[(space + 1)..], merge, place);
        RequireToken(merge.Remove(space, 1), merge, place);
        if (!_known.Add(merge))
        {
            throw new CheckpointException(path, $"the merge \"{merge}\" again at {place}", "every merge once");
        }

        _merges.Add(merge);
    }

    private void RequireToken(string token, string merge, string place)
    {
        if (!vocabulary.ContainsKey(token))
        {
            throw new CheckpointException(
                path,
                $"the merge \"{merge}\" at {place}, but no token \"{token}\" in the vocabulary",
                "merges whose parts and result are in the vocabulary");
        }
    }
}
