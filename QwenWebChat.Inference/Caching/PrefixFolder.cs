using Microsoft.Win32.SafeHandles;

namespace QwenWebChat.Inference.Caching;

/// <summary>
/// The folder of the stored prefixes, accessible only to this account, because they contain users' texts. A file's time
/// of last writing is the time of its last use.
/// </summary>
/// <param name="minFreeBytes">The minimum free disk space that must remain.</param>
internal sealed class PrefixFolder(string path, long minFreeBytes)
{
    private const string Extension = ".prefix";
    private const string PartialExtension = ".partial";

    /// <summary>Returns the complete files; partial files are deleted.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the folder is denied.</exception>
    public IReadOnlyList<FileInfo> List()
    {
        DirectoryInfo folder = new(path);
        if (!folder.Exists)
        {
            return [];
        }

        foreach (FileInfo partial in folder.GetFiles("*" + PartialExtension))
        {
            DeletePartial(Path.ChangeExtension(partial.FullName, null));
        }

        return folder.GetFiles("*" + Extension);
    }

    /// <summary>Creates a file under a temporary name until it is complete, with its disk space reserved.</summary>
    /// <exception cref="IOException">The file cannot be created, or the disk is full.</exception>
    public SafeFileHandle Create(string file, long bytes)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        // A network share has no drive whose free space can be queried.
        bool isShare = path.StartsWith(@"\\", StringComparison.Ordinal);
        if (!isShare && new DriveInfo(path).AvailableFreeSpace - bytes < minFreeBytes)
        {
            throw new IOException(FormattableString.Invariant($"The disk of '{path}' would be left with less than {minFreeBytes} bytes."));
        }

        SafeFileHandle handle = File.OpenHandle(file + PartialExtension, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None, bytes);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return handle;
    }

    public string NewName() => Path.Combine(path, Guid.NewGuid().ToString("N") + Extension);

    /// <summary>Moves a complete file to its final name.</summary>
    public static void Complete(string file, DateTime usedUtc)
    {
        File.SetLastWriteTimeUtc(file + PartialExtension, usedUtc);
        File.Move(file + PartialExtension, file);
    }

    /// <summary>Updates the time of last use; does nothing if the file is gone.</summary>
    public static void Touch(string file, DateTime usedUtc)
    {
        if (File.Exists(file))
        {
            File.SetLastWriteTimeUtc(file, usedUtc);
        }
    }

    /// <summary>Deletes a partial file; if that fails, the next start deletes it.</summary>
    public static void DeletePartial(string file)
    {
        try
        {
            File.Delete(file + PartialExtension);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process has the file open, or the folder is gone.
        }
    }
}
