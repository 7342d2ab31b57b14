using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Caching;

/// <summary>A prompt prefix whose KV blocks are stored on disk.</summary>
/// <param name="Identity">The identity of the model and kernels that computed the blocks.</param>
/// <param name="Root">The key before the first block: the RoPE mode that the blocks were computed with, and the salt of their requests.</param>
/// <param name="TokenIds">The token ids of whole blocks.</param>
/// <param name="Tags">The tags of the texts in the prefix: the prefix is deleted when one of them is forgotten.</param>
internal sealed record StoredPrefix(KvIdentity Identity, BlockKey Root, int[] TokenIds, IReadOnlyList<string> Tags)
{
    public int BlockCount => TokenIds.Length / KvBlockLayout.Tokens;

    /// <summary>Returns the number of whole blocks that the prefix shares with a sequence, compared by ids, not by hashes.</summary>
    public int CommonBlocks(KvIdentity identity, BlockKey root, IReadOnlyList<int> ids)
    {
        if (identity != Identity || root != Root)
        {
            return 0;
        }

        int max = Math.Min(ids.Count, TokenIds.Length);
        int common = 0;
        while (common < max && ids[common] == TokenIds[common])
        {
            common++;
        }

        return common / KvBlockLayout.Tokens;
    }

    /// <summary>Returns whether this prefix contains all of another one.</summary>
    public bool Covers(StoredPrefix other) => CommonBlocks(other.Identity, other.Root, other.TokenIds) == other.BlockCount;
}
