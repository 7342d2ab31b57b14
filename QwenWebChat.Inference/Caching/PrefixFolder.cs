using Microsoft.Win32.SafeHandles;

namespace QwenWebChat.Inference.Caching;

/// <summary>
/// The folder of the kept prefixes, for this account's eyes only: they hold what users asked about. A file's time of last
/// writing is that of its last use.
/// </summary>
/// <param name="leastFreeBytes">What others are left of the disk.</param>
internal sealed class PrefixFolder(string path, long leastFreeBytes)
{
    private const string Extension = ".prefix";
    private const string PartialExtension = ".partial";

    /// <summary>The files, whole ones alone; what was broken off is removed.</summary>
    /// <exception cref="IOException">The folder cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor can it here.</exception>
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

    /// <summary>Begins a file under a name that is only its own until it is whole, with its room on the disk.</summary>
    /// <exception cref="IOException">It cannot be made, or the disk is full.</exception>
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

        // A share of a network has no drive to ask.
        bool isShare = path.StartsWith(@"\\", StringComparison.Ordinal);
        if (!isShare && new DriveInfo(path).AvailableFreeSpace - bytes < leastFreeBytes)
        {
            throw new IOException(FormattableString.Invariant($"The disk of '{path}' would be left with less than {leastFreeBytes} bytes."));
        }

        SafeFileHandle handle = File.OpenHandle(file + PartialExtension, FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None, bytes);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return handle;
    }

    public string NewName() => Path.Combine(path, Guid.NewGuid().ToString("N") + Extension);

    /// <summary>Puts a file that is whole into its place.</summary>
    public static void Complete(string file, DateTime usedUtc)
    {
        File.SetLastWriteTimeUtc(file + PartialExtension, usedUtc);
        File.Move(file + PartialExtension, file);
    }

    /// <summary>Notes a use; of a file that is gone, none.</summary>
    public static void Touch(string file, DateTime usedUtc)
    {
        if (File.Exists(file))
        {
            File.SetLastWriteTimeUtc(file, usedUtc);
        }
    }

    /// <summary>Removes what was begun; where that fails, the next start does it.</summary>
    public static void DeletePartial(string file)
    {
        try
        {
            File.Delete(file + PartialExtension);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process has it open, or the folder is gone.
        }
    }
}
