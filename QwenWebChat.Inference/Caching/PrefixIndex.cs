namespace QwenWebChat.Inference.Caching;

/// <summary>Which prefixes are on disk, and whose texts must not be. Any thread may call it.</summary>
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

    /// <returns>False where one of its tags is forgotten; then it is not taken in.</returns>
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

    public bool IsForgotten(KeptPrefix prefix)
    {
        lock (_gate)
        {
            return prefix.Tags.Any(_forgotten.Contains);
        }
    }

    /// <summary>Takes nothing of this tag in any more.</summary>
    /// <returns>What was there of it, and is now out.</returns>
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

    /// <summary>Takes out what was used longest ago, until no more than so many bytes are left.</summary>
    public IReadOnlyList<PrefixEntry> Shrink(long mostBytes)
    {
        lock (_gate)
        {
            long left = _entries.Values.Sum(entry => entry.Bytes);
            List<PrefixEntry> oldest = [];
            foreach (PrefixEntry entry in _entries.Values.OrderBy(entry => entry.UsedUtc))
            {
                if (left <= mostBytes)
                {
                    break;
                }

                oldest.Add(entry);
                left -= entry.Bytes;
            }

            return TakeOut(oldest);
        }
    }

    /// <summary>Takes note that a file is used.</summary>
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

    /// <summary>The file that has the most of a sequence's first blocks, and how many; null where none has more than <paramref name="present"/>.</summary>
    public (PrefixEntry Entry, int BlockCount)? FindLongest(KvIdentity identity, int yarnFactor, IReadOnlyList<int> ids, int present, int most)
    {
        lock (_gate)
        {
            (PrefixEntry Entry, int BlockCount)? longest = null;
            foreach (PrefixEntry entry in _entries.Values)
            {
                int common = Math.Min(entry.Prefix.CommonBlocks(identity, yarnFactor, ids), most);
                if (common > (longest?.BlockCount ?? present))
                {
                    longest = (entry, common);
                }
            }

            return longest;
        }
    }

    /// <summary>A file that has all of a prefix.</summary>
    public PrefixEntry? FindHolder(KeptPrefix prefix)
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
