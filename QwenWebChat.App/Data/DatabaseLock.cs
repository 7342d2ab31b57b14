using Microsoft.Extensions.Options;

namespace QwenWebChat.App.Data;

/// <summary>
/// The operating system's lock on the folder of the database: one process for a database and the documents beside it. Held
/// until disposal. The system releases it when the process ends, however that happens, and child processes do not inherit
/// it.
/// </summary>
internal sealed class DatabaseLock(IOptions<DatabaseOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The name of the locked file. The file is never deleted, because two processes could then lock two files of this name.</summary>
    public const string FileName = "qwenwebchat.lock";

    /// <summary>The name of the file that describes the holder of the lock.</summary>
    public const string HolderFileName = "qwenwebchat.lock.json";

    // A killed process may still be ending, and a process that just took the lock may not have written its description yet.
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
            // The documents are beside a link to the database, not beside its target. Both may be one folder with two names.
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
            // While the lock is still held, because the next holder writes its own file.
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
            // Some network shares accept every lock and enforce none.
            await second.DisposeAsync().ConfigureAwait(false);
            throw new StartupException(
                $"Data:Path '{path}' is in a folder whose file system locks no files, so a second process could not be kept out; name a file on a local disk, and leave DOTNET_SYSTEM_IO_DISABLEFILELOCKING unset.");
        }

        self.Write(holderPath);
    }

    /// <returns>The locked file; null if it is locked, by this process too.</returns>
    private static FileStream? TryLock(string path)
    {
        try
        {
            // Not shared: an exclusive flock on Unix, no other handle on Windows. Readable and writable, as NFS requires.
            return PrivateFolder.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (IsHeld(exception))
        {
            return null;
        }
    }

    // ERROR_SHARING_VIOLATION on Windows; EWOULDBLOCK on Linux and on macOS.
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
            // Another process is reading it.
        }
    }
}
