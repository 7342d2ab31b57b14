using QwenWebChat.Inference.Caching;
using QwenWebChat.Inference.Scheduling;

namespace QwenWebChat.Inference.Engine;

/// <summary>
/// Copies blocks between a model's cache and the files of the <see cref="PrefixStore"/>, a bounded number in each step,
/// so that other requests are not delayed. Belongs to the engine's thread.
/// </summary>
internal sealed class PrefixTransfer
{
    // The maximum number of prefixes that wait to be stored. Further ones are not stored; their prefill is repeated
    // when needed.
    private const int MaxPending = 16;

    private readonly PrefixStore _store;
    private readonly PagedKvCache _cache;
    private readonly KvIdentity _identity;
    private readonly BlockPool _pool;
    private readonly Action _wake;
    private readonly Queue<(StoredPrefix Prefix, BlockKey[] Keys)> _pending = [];
    private readonly byte[] _block;
    private (PrefixWrite Write, BlockKey[] Keys)? _current;

    /// <param name="wake">Tells the engine, from another thread, that there is work.</param>
    private PrefixTransfer(PrefixStore store, PagedKvCache cache, KvIdentity identity, BlockPool pool, Action wake)
    {
        (_store, _cache, _identity, _pool, _wake) = (store, cache, identity, pool, wake);
        _block = new byte[identity.BlockBytes];
    }

    /// <summary>True if a step would copy blocks for which no request waits.</summary>
    public bool HasWork => _current is { } current ? current.Write.IsReady || current.Write.IsOver : _pending.Count > 0;

    /// <summary>The number of prompt tokens whose keys and values were read from files.</summary>
    public long RestoredTokens { get; private set; }

    /// <summary>Creates the transfer; null if the on-disk cache is disabled, or the model's blocks are tensors.</summary>
    public static PrefixTransfer? For(LoadedModel model, PrefixStore? store, BlockPool pool, Action wake) =>
        store is { IsOn: true } && model.Runner is { Blocks: { } cache, BlockIdentity: { } identity }
            ? new PrefixTransfer(store, cache, identity, pool, wake)
            : null;

    public PrefixFile? Find(Sequence sequence, int presentBlocks, int maxBlocks) =>
        _store.Open(_identity, sequence.PrefixRoot, sequence.Ids, presentBlocks, Math.Min(maxBlocks, sequence.CommonPrefix?.Tokens / _pool.BlockTokens ?? maxBlocks));

    /// <summary>
    /// Continues the restore for sequences that wait for their files. If a file fails, the rest of its sequence is
    /// computed.
    /// </summary>
    public void Restore(Scheduler scheduler)
    {
        int max = Math.Max(_store.PieceBytes / _identity.BlockBytes, 1);
        foreach (Sequence sequence in scheduler.Restoring)
        {
            max -= Restore(sequence, scheduler, max);
            if (max == 0)
            {
                break;
            }
        }
    }

    /// <summary>Queues a prompt's prefix to be stored after its prefill, unless it is already on disk.</summary>
    public void Offer(GenerationRequest request, Sequence sequence)
    {
        int blocks = Math.Min(request.KeepPrefixTokens, sequence.PromptCount) / _pool.BlockTokens;
        if (blocks == 0 || _pending.Count >= MaxPending)
        {
            return;
        }

        int[] ids = [.. sequence.Ids.Take(blocks * _pool.BlockTokens)];
        _pending.Enqueue((new StoredPrefix(_identity, sequence.PrefixRoot, ids, request.PrefixTags), sequence.KeysOf(blocks, _pool.BlockTokens).ToArray()));
    }

    /// <summary>Copies the next piece to be stored, if the disk is ready for it.</summary>
    public void Keep()
    {
        if (_current is { Write.IsOver: true })
        {
            _current = null;
        }

        while (_current is null && _pending.TryDequeue(out (StoredPrefix Prefix, BlockKey[] Keys) next))
        {
            _current = _store.Begin(next.Prefix, _wake) is { } write ? (write, next.Keys) : null;
        }

        if (_current is { Write.IsReady: true } current)
        {
            CopyPiece(current.Write, current.Keys);
        }
    }

    /// <summary>Abandons prefixes that are not stored yet, because the cache is being freed.</summary>
    public void Abandon()
    {
        _pending.Clear();
        _current?.Write.Abandon();
        _current = null;
    }

    // These blocks have no references: if one was reused meanwhile, it has lost its key, and the rest is not stored.
    private void CopyPiece(PrefixWrite write, BlockKey[] keys)
    {
        int count = Math.Min(write.PieceBlockCount, keys.Length - write.SentBlockCount);
        for (int i = 0; i < count; i++)
        {
            if (!_pool.TryFind(keys[write.SentBlockCount + i], out int block))
            {
                write.Abandon();
                _current = null;
                return;
            }

            _cache.CopyOut(block, write[i]);
        }

        if (count > 0)
        {
            write.Send(count);
        }
    }

    private int Restore(Sequence sequence, Scheduler scheduler, int max)
    {
        PrefixFile file = sequence.Restoring!;
        int first = sequence.ComputedCount / _pool.BlockTokens;
        int count = Math.Min(file.BlockCount - first, max);
        int read = 0;
        bool isBroken = false;
        try
        {
            for (; read < count; read++)
            {
                file.ReadBlock(first + read, _block);
                _cache.CopyIn(sequence.Blocks[first + read], _block);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            isBroken = true;
            _store.Discard(file.Path, exception);
        }

        RestoredTokens += (long)read * _pool.BlockTokens;
        scheduler.Restored(sequence, read);
        if (isBroken || first + read == file.BlockCount)
        {
            sequence.EndRestoring();
        }

        return read;
    }
}
