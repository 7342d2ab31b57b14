using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Caching;

/// <summary>The beginning of a prompt whose blocks are kept on disk.</summary>
/// <param name="Identity">What made the blocks.</param>
/// <param name="YarnFactor">How far the context was stretched for them.</param>
/// <param name="TokenIds">Of whole blocks.</param>
/// <param name="Tags">Whose text it is: it goes when one of them is forgotten.</param>
internal sealed record KeptPrefix(KvIdentity Identity, int YarnFactor, int[] TokenIds, IReadOnlyList<string> Tags)
{
    public int BlockCount => TokenIds.Length / KvBlockLayout.Tokens;

    /// <summary>The whole blocks that it has in common with a sequence, by the ids themselves and not by a hash of them.</summary>
    public int CommonBlocks(KvIdentity identity, int yarnFactor, IReadOnlyList<int> ids)
    {
        if (identity != Identity || yarnFactor != YarnFactor)
        {
            return 0;
        }

        int most = Math.Min(ids.Count, TokenIds.Length);
        int common = 0;
        while (common < most && ids[common] == TokenIds[common])
        {
            common++;
        }

        return common / KvBlockLayout.Tokens;
    }

    /// <summary>Whether all of another one is in it.</summary>
    public bool Covers(KeptPrefix other) => CommonBlocks(other.Identity, other.YarnFactor, other.TokenIds) == other.BlockCount;
}
