using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace QwenWebChat.Inference.Caching;

/// <summary>
/// The on-disk prefix cache: prompt prefixes with their keys and values, one file each, within a size limit. Any
/// failure of a file or the disk is logged, and the prompt's prefill runs as usual. Thread-safe; a thread of its own
/// writes to the disk.
/// </summary>
public sealed partial class PrefixStore : IDisposable
{
    private readonly PrefixFolder _folder;
    private readonly PrefixIndex _index = new();
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<PrefixWrite, StoredPrefix> _writes = [];
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread? _thread;
    private bool _isDisposed;

    /// <summary>Starts to scan the folder in the background.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public PrefixStore(PrefixStoreOptions options, TimeProvider time, ILogger<PrefixStore> logger)
    {
        options.Validate();
        (_maxBytes, _time, _logger) = (options.MaxBytes, time, logger);
        PieceBytes = options.PieceBytes;
        IsOn = !string.IsNullOrWhiteSpace(options.Path) && options.MaxBytes > 0;
        _folder = new PrefixFolder(IsOn ? Path.GetFullPath(options.Path!) : "", options.MinFreeBytes);
        if (IsOn)
        {
            _thread = new Thread(Work) { Name = "QwenWebChat prefixes", IsBackground = true };
            _thread.Start();
            Post(Scan);
        }
    }

    /// <summary>True if the on-disk cache is enabled.</summary>
    public bool IsOn { get; }

    /// <summary>The number of usable files.</summary>
    public int Count => _index.Count;

    /// <summary>Total size of these files in bytes.</summary>
    public long Bytes => _index.Bytes;

    /// <summary>The maximum number of bytes that one engine step copies.</summary>
    internal int PieceBytes { get; }

    /// <summary>Raised on any thread when a file was added or removed; handlers must neither block nor throw.</summary>
    public event Action? Changed;

    /// <summary>Returns the tags of the stored texts, once all files were scanned.</summary>
    public async Task<IReadOnlyCollection<string>> ListTagsAsync(CancellationToken cancellationToken = default)
    {
        await WhenIdleAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return _index.Tags;
    }

    /// <summary>Deletes the stored prefixes of a text, and stores none of it any more.</summary>
    public void Forget(string tag)
    {
        foreach (PrefixEntry entry in IsOn ? _index.Forget(tag) : [])
        {
            Delete(entry.Path);
        }
    }

    /// <summary>Abandons pending writes, and waits until the disk thread has ended.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        foreach (PrefixWrite write in _writes.Keys)
        {
            write.Abandon();
        }

        _work.CompleteAdding();
        _thread?.Join();
        _work.Dispose();
    }

    /// <summary>Opens the file that shares the most leading blocks with a sequence; null if none is useful.</summary>
    /// <param name="present">The number of blocks that the sequence already has.</param>
    /// <param name="max">The maximum number of blocks that it can use.</param>
    internal PrefixFile? Open(KvIdentity identity, BlockKey root, IReadOnlyList<int> ids, int present, int max)
    {
        if (_index.FindLongest(identity, root, ids, present, max) is not { } found)
        {
            return null;
        }

        PrefixEntry entry = found.Entry;
        try
        {
            PrefixFile file = PrefixFile.Open(entry.Path, found.BlockCount);
            if (entry.Prefix.Covers(file.Prefix) && file.Prefix.Covers(entry.Prefix))
            {
                Touch(entry);
                return file;
            }

            file.Dispose();
            Discard(entry.Path, new InvalidDataException("another file is in its place"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            Discard(entry.Path, exception);
        }

        return null;
    }

    /// <summary>Removes an unusable file from the index; a damaged one is also deleted.</summary>
    internal void Discard(string path, Exception exception)
    {
        _index.Remove(path);
        if (exception is InvalidDataException)
        {
            LogDiscarded(path, exception.Message);
            Delete(path);
        }
        else
        {
            LogUnreadable(exception, path);
        }
    }

    /// <summary>Returns whether a prefix is completely on disk; this counts as a use.</summary>
    internal bool Holds(StoredPrefix prefix)
    {
        PrefixEntry? holder = _index.FindHolder(prefix);
        if (holder is not null)
        {
            Touch(holder);
        }

        return holder is not null;
    }

    /// <summary>Begins to store a prefix; null if it is already stored, its tags are forgotten, or it exceeds the size limit.</summary>
    /// <param name="onMoved">Called on another thread when the next piece can be sent or the write has ended.</param>
    internal PrefixWrite? Begin(StoredPrefix prefix, Action onMoved)
    {
        if (!IsOn || prefix.BlockCount == 0 || new PrefixHead(prefix, []).FileBytes > _maxBytes || _index.IsForgotten(prefix)
            || _writes.Values.Any(other => other.Covers(prefix)) || Holds(prefix))
        {
            return null;
        }

        PrefixWrite write = new(this, _folder.NewName(), prefix, onMoved);
        _writes[write] = prefix;
        return write;
    }

    /// <summary>Returns a task that completes when all writes begun so far have ended.</summary>
    internal Task WhenIdleAsync()
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!IsOn || !Post(done.SetResult))
        {
            done.SetResult();
        }

        return done.Task;
    }

    /// <summary>Queues work for the disk thread.</summary>
    /// <returns>False if the store is closed.</returns>
    internal bool Post(Action work)
    {
        try
        {
            _work.Add(work);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Makes room for a file and creates it.</summary>
    internal SafeFileHandle Create(PrefixWrite write)
    {
        MakeRoom(write.FileBytes);
        return _folder.Create(write.Path, write.FileBytes);
    }

    /// <summary>Moves a written file to its final name.</summary>
    internal void Complete(PrefixWrite write)
    {
        DateTime now = _time.GetUtcNow().UtcDateTime;
        PrefixFolder.Complete(write.Path, now);
        LogKept(write.Path, write.Prefix.TokenIds.Length, write.FileBytes);
        Add(new PrefixEntry(write.Path, write.Prefix, write.FileBytes, now));
        MakeRoom(0);
    }

    /// <summary>Ends a write; <paramref name="exception"/> is the reason if it failed.</summary>
    internal void End(PrefixWrite write, Exception? exception = null)
    {
        _writes.TryRemove(write, out _);
        if (exception is not null)
        {
            LogNotKept(exception, write.Path);
        }
    }

    private void Work()
    {
        foreach (Action work in _work.GetConsumingEnumerable())
        {
            try
            {
                work();
            }
            catch (Exception exception)
            {
                // The thread must survive any failure of a disk or a file.
                LogFailed(exception);
            }
        }
    }

    private void Scan()
    {
        foreach (FileInfo file in _folder.List())
        {
            try
            {
                using PrefixFile open = PrefixFile.Open(file.FullName);
                Add(new PrefixEntry(file.FullName, open.Prefix, open.Bytes, file.LastWriteTimeUtc));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                Discard(file.FullName, exception);
            }
        }

        MakeRoom(0);
    }

    private void Add(PrefixEntry entry)
    {
        // Its text may have been forgotten during the write.
        if (!_index.TryAdd(entry))
        {
            Delete(entry.Path);
            return;
        }

        Changed?.Invoke();
    }

    private void MakeRoom(long bytes)
    {
        foreach (PrefixEntry entry in _index.Shrink(_maxBytes - bytes))
        {
            LogOutOfRoom(entry.Path);
            Delete(entry.Path);
        }
    }

    private void Touch(PrefixEntry entry)
    {
        DateTime now = _time.GetUtcNow().UtcDateTime;
        _index.Touch(entry, now);
        Post(() => PrefixFolder.Touch(entry.Path, now));
    }

    private void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            LogNotDeleted(exception, path);
        }

        Changed?.Invoke();
    }
}
