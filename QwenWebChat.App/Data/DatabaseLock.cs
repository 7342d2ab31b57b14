using Microsoft.Extensions.Options;

namespace QwenWebChat.App.Data;

/// <summary>
/// The operating system's lock on the folder of the database: one process for one database and for the documents beside it.
/// Held until disposal; the system drops it with the process, however that ends, and no process that this one starts
/// inherits it.
/// </summary>
internal sealed class DatabaseLock(IOptions<DatabaseOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The file that is locked. It stays, since removing it would let two processes lock two files of this name.</summary>
    public const string FileName = "qwenwebchat.lock";

    /// <summary>The file that names who holds the lock.</summary>
    public const string HolderFileName = "qwenwebchat.lock.json";

    // A process that was just killed may still be ending, and one that just took the lock may not have written its name yet.
    private const int TryCount = 20;
    private static readonly TimeSpan TryInterval = TimeSpan.FromMilliseconds(50);

    private readonly List<(string Folder, FileStream File)> _held = [];

    /// <exception cref="StartupException">Another process holds it, or the folder cannot be locked; the message is one line.</exception>
    public async Task TakeAsync(CancellationToken cancellationToken = default)
    {
        string path = options.Value.FullPath;
        try
        {
            string target = TargetOf(path);
            LockHolder self = new(Environment.ProcessId, time.GetLocalNow(), Environment.MachineName, target);
            await TakeAsync(path, Path.GetDirectoryName(target)!, self, cancellationToken).ConfigureAwait(false);
            // Documents lie beside a link to the database, not beside its target. Both may be one folder by two names.
            string folder = Path.GetDirectoryName(path)!;
            if (path != target && LockHolder.Read(Path.Combine(folder, HolderFileName)) != self)
            {
                await TakeAsync(path, folder, self, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw DatabaseFile.CannotOpen(path, exception);
        }
    }

    public void Dispose()
    {
        foreach ((string folder, FileStream file) in _held)
        {
            // While it is still held: the next holder writes its own.
            TryDelete(Path.Combine(folder, HolderFileName));
            file.Dispose();
        }

        _held.Clear();
    }

    private async Task TakeAsync(string path, string folder, LockHolder self, CancellationToken cancellationToken)
    {
        PrivateFolder.Create(folder);
        string lockPath = Path.Combine(folder, FileName);
        FileStream? file = TryLock(lockPath);
        for (int tries = 1; file is null && tries < TryCount; tries++)
        {
            await Task.Delay(TryInterval, time, cancellationToken).ConfigureAwait(false);
            file = TryLock(lockPath);
        }

        string holderPath = Path.Combine(folder, HolderFileName);
        if (file is null)
        {
            throw new StartupException(LockHolder.Read(holderPath)?.Refuse(path) ?? $"Data:Path '{path}' is in use by another process. End that process, or name a file in another folder.");
        }

        _held.Add((folder, file));
        if (TryLock(lockPath) is { } second)
        {
            // Some network shares accept every lock and keep none.
            await second.DisposeAsync().ConfigureAwait(false);
            throw new StartupException(
                $"Data:Path '{path}' is in a folder whose file system locks no files, so a second process could not be kept out; name a file on a local disk, and leave DOTNET_SYSTEM_IO_DISABLEFILELOCKING unset.");
        }

        self.Write(holderPath);
    }

    /// <returns>Null where it is held, by this process too.</returns>
    private static FileStream? TryLock(string path)
    {
        try
        {
            // Not shared at all: an exclusive flock on Unix, no other handle on Windows. Readable and writable, as NFS asks for.
            return PrivateFolder.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            return null;
        }
    }

    // ERROR_SHARING_VIOLATION on Windows; EWOULDBLOCK of Linux and of macOS.
    private static bool IsHeld(IOException exception) => exception.HResult is unchecked((int)0x80070020) or 11 or 35;

    private static string TargetOf(string path)
    {
        FileInfo file = new(path);
        return file.LinkTarget is null ? path : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody reads it.
        }
    }
}
