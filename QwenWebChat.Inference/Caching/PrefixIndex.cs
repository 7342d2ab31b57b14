namespace QwenWebChat.Inference.Caching;

/// <summary>The prefixes on disk, and the tags of forgotten texts. Thread-safe.</summary>
internal sealed class PrefixIndex
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PrefixEntry> _entries = [];
    private readonly HashSet<string> _forgotten = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _entries.Values.Sum(entry => entry.Bytes);
            }
        }
    }

    public IReadOnlyCollection<string> Tags
    {
        get
        {
            lock (_gate)
            {
                return _entries.Values.SelectMany(entry => entry.Prefix.Tags).ToHashSet();
            }
        }
    }

    /// <returns>False if one of the prefix's tags is forgotten; then it is not added.</returns>
    public bool TryAdd(PrefixEntry entry)
    {
        lock (_gate)
        {
            if (entry.Prefix.Tags.Any(_forgotten.Contains))
            {
                return false;
            }

            _entries[entry.Path] = entry;
            return true;
        }
    }

    public bool IsForgotten(StoredPrefix prefix)
    {
        lock (_gate)
        {
            return prefix.Tags.Any(_forgotten.Contains);
        }
    }

    /// <summary>Forgets a tag: its entries are removed, and no entry with it is added any more.</summary>
    /// <returns>The removed entries.</returns>
    public IReadOnlyList<PrefixEntry> Forget(string tag)
    {
        lock (_gate)
        {
            _forgotten.Add(tag);
            return TakeOut(_entries.Values.Where(entry => entry.Prefix.Tags.Contains(tag)));
        }
    }

    public void Remove(string path)
    {
        lock (_gate)
        {
            _entries.Remove(path);
        }
    }

    /// <summary>Removes the least recently used entries until the total size is at most the given number of bytes.</summary>
    public IReadOnlyList<PrefixEntry> Shrink(long maxBytes)
    {
        lock (_gate)
        {
            long left = _entries.Values.Sum(entry => entry.Bytes);
            List<PrefixEntry> oldest = [];
            foreach (PrefixEntry entry in _entries.Values.OrderBy(entry => entry.UsedUtc))
            {
                if (left <= maxBytes)
                {
                    break;
                }

                oldest.Add(entry);
                left -= entry.Bytes;
            }

            return TakeOut(oldest);
        }
    }

    /// <summary>Updates an entry's time of last use.</summary>
    public void Touch(PrefixEntry entry, DateTime now)
    {
        lock (_gate)
        {
            if (_entries.ContainsKey(entry.Path))
            {
                _entries[entry.Path] = entry with { UsedUtc = now };
            }
        }
    }

    /// <summary>
    /// Returns the file that shares the most leading blocks with a sequence, and their number; null if none has more
    /// than <paramref name="present"/>.
    /// </summary>
    public (PrefixEntry Entry, int BlockCount)? FindLongest(KvIdentity identity, BlockKey root, IReadOnlyList<int> ids, int present, int max)
    {
        lock (_gate)
        {
            (PrefixEntry Entry, int BlockCount)? longest = null;
            foreach (PrefixEntry entry in _entries.Values)
            {
                int common = Math.Min(entry.Prefix.CommonBlocks(identity, root, ids), max);
                if (common > (longest?.BlockCount ?? present))
                {
                    longest = (entry, common);
                }
            }

            return longest;
        }
    }

    /// <summary>Returns a file that contains all of a prefix.</summary>
    public PrefixEntry? FindHolder(StoredPrefix prefix)
    {
        lock (_gate)
        {
            return _entries.Values.FirstOrDefault(entry => entry.Prefix.Covers(prefix));
        }
    }

    private List<PrefixEntry> TakeOut(IEnumerable<PrefixEntry> entries)
    {
        List<PrefixEntry> taken = [.. entries];
        taken.ForEach(entry => _entries.Remove(entry.Path));
        return taken;
    }
}
