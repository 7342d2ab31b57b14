using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.App.Documents.Library;

/// <summary>
/// Caches the texts that were opened last, up to a number of bytes. A text that is still in use elsewhere is found too,
/// because two objects of one text would be indexed twice.
/// </summary>
internal sealed class DocumentTextCache(long capacityBytes)
{
    private const int BytesOfPart = 32;
    private const int BytesOfPage = 64;

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _newestFirst = [];
    private readonly Dictionary<Guid, WeakReference<DocumentText>> _inUse = [];
    private long _bytes;

    public DocumentText? Find(Guid id)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(id, out LinkedListNode<Entry>? node))
            {
                return FindInUse(id);
            }

            _newestFirst.Remove(node);
            _newestFirst.AddFirst(node);
            return node.Value.Text;
        }
    }

    /// <summary>Returns true if the text is cached.</summary>
    public bool Holds(Guid id)
    {
        lock (_gate)
        {
            return _entries.ContainsKey(id);
        }
    }

    /// <returns>The cached text: another thread may have been faster, and derived data is attached to the object.</returns>
    public DocumentText Add(Guid id, DocumentText text)
    {
        Entry entry = new(id, text, (2L * text.Text.Length) + ((long)BytesOfPart * text.Parts.Count) + ((long)BytesOfPage * text.Pages.Count));
        lock (_gate)
        {
            if (FindInUse(id) is { } present)
            {
                return present;
            }

            foreach ((Guid gone, WeakReference<DocumentText> _) in _inUse.Where(other => !other.Value.TryGetTarget(out _)).ToArray())
            {
                _inUse.Remove(gone);
            }

            _inUse[id] = new WeakReference<DocumentText>(text);
            if (entry.Bytes <= capacityBytes)
            {
                _entries[id] = _newestFirst.AddFirst(entry);
                _bytes += entry.Bytes;
            }

            while (_bytes > capacityBytes)
            {
                Remove(_newestFirst.Last!);
            }
        }

        return text;
    }

    public void Remove(Guid id)
    {
        lock (_gate)
        {
            _inUse.Remove(id);
            if (_entries.TryGetValue(id, out LinkedListNode<Entry>? node))
            {
                Remove(node);
            }
        }
    }

    private DocumentText? FindInUse(Guid id) => _inUse.TryGetValue(id, out WeakReference<DocumentText>? held) && held.TryGetTarget(out DocumentText? text) ? text : null;

    private void Remove(LinkedListNode<Entry> node)
    {
        _newestFirst.Remove(node);
        _entries.Remove(node.Value.Id);
        _bytes -= node.Value.Bytes;
    }

    private sealed record Entry(Guid Id, DocumentText Text, long Bytes);
}
