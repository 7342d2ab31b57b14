using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace QwenWebChat.Inference.Caching;

/// <summary>
/// Beginnings of prompts whose keys and values are kept on disk, a file each, within a limit. It helps or does nothing:
/// whatever is wrong with a file or the disk is logged, and the prompt is read as ever. Any thread may call it; the disk is
/// written by one of its own.
/// </summary>
public sealed partial class PrefixStore : IDisposable
{
    private readonly PrefixFolder _folder;
    private readonly PrefixIndex _index = new();
    private readonly long _maxBytes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<PrefixWrite, KeptPrefix> _writes = [];
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread? _thread;
    private bool _isDisposed;

    /// <summary>Begins to look through the folder, beside the caller.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public PrefixStore(PrefixStoreOptions options, TimeProvider time, ILogger<PrefixStore> logger)
    {
        options.Validate();
        (_maxBytes, _time, _logger) = (options.MaxBytes, time, logger);
        PieceBytes = options.PieceBytes;
        IsOn = !string.IsNullOrWhiteSpace(options.Path) && options.MaxBytes > 0;
        _folder = new PrefixFolder(IsOn ? Path.GetFullPath(options.Path!) : "", options.LeastFreeBytes);
        if (IsOn)
        {
            _thread = new Thread(Work) { Name = "QwenWebChat prefixes", IsBackground = true };
            _thread.Start();
            Post(Scan);
        }
    }

    /// <summary>Whether anything is kept.</summary>
    public bool IsOn { get; }

    /// <summary>Files that can be used.</summary>
    public int Count => _index.Count;

    /// <summary>Bytes of them.</summary>
    public long Bytes => _index.Bytes;

    /// <summary>Bytes that a step of the engine copies at most.</summary>
    internal int PieceBytes { get; }

    /// <summary>A file came or went. Raised on any thread; handlers neither block nor throw.</summary>
    public event Action? Changed;

    /// <summary>Whose texts the folder holds, once all files have been looked at.</summary>
    public async Task<IReadOnlyCollection<string>> ListTagsAsync(CancellationToken cancellationToken = default)
    {
        await WhenIdleAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        return _index.Tags;
    }

    /// <summary>Deletes what is on disk of a text, and keeps nothing of it any more.</summary>
    public void Forget(string tag)
    {
        foreach (PrefixEntry entry in IsOn ? _index.Forget(tag) : [])
        {
            Delete(entry.Path);
        }
    }

    /// <summary>Gives up what is being written, and waits until the disk is left alone.</summary>
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

    /// <summary>Opens the file that has the most of a sequence's first blocks; null where it would be of no use.</summary>
    /// <param name="present">Blocks that are there already.</param>
    /// <param name="most">Blocks that are of use at most.</param>
    internal PrefixFile? Open(KvIdentity identity, int yarnFactor, IReadOnlyList<int> ids, int present, int most)
    {
        if (_index.FindLongest(identity, yarnFactor, ids, present, most) is not { } found)
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

    /// <summary>Whatever cannot be used is no longer offered; what is damaged is deleted as well.</summary>
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

    /// <summary>Whether all of a prefix is on disk; that counts as its use.</summary>
    internal bool Holds(KeptPrefix prefix)
    {
        PrefixEntry? holder = _index.FindHolder(prefix);
        if (holder is not null)
        {
            Touch(holder);
        }

        return holder is not null;
    }

    /// <summary>Begins to keep a prefix; null where it is there already, may not be kept, or is larger than everything may be.</summary>
    /// <param name="onMoved">Told, on another thread, when the next piece may come or it is over.</param>
    internal PrefixWrite? Begin(KeptPrefix prefix, Action onMoved)
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

    /// <summary>Done when all that was begun so far is.</summary>
    internal Task WhenIdleAsync()
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!IsOn || !Post(done.SetResult))
        {
            done.SetResult();
        }

        return done.Task;
    }

    /// <summary>Has something done on the thread that writes.</summary>
    /// <returns>False when the store is closed.</returns>
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

    /// <summary>Makes room for a file and begins it.</summary>
    internal SafeFileHandle Create(PrefixWrite write)
    {
        MakeRoom(write.FileBytes);
        return _folder.Create(write.Path, write.FileBytes);
    }

    /// <summary>Puts a written file in its place.</summary>
    internal void Complete(PrefixWrite write)
    {
        DateTime now = _time.GetUtcNow().UtcDateTime;
        PrefixFolder.Complete(write.Path, now);
        LogKept(write.Path, write.Prefix.TokenIds.Length, write.FileBytes);
        Add(new PrefixEntry(write.Path, write.Prefix, write.FileBytes, now));
        MakeRoom(0);
    }

    /// <summary>A write is over; <paramref name="exception"/> says why it failed.</summary>
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
                // The thread outlives whatever a disk or a file does.
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
        // Its text may have been forgotten while it was written.
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
