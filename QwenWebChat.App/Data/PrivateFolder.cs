namespace QwenWebChat.App.Data;

/// <summary>Creates folders and files that only this account can read.</summary>
internal static class PrivateFolder
{
    /// <summary>The permissions of a file in such a folder on Unix.</summary>
    public const UnixFileMode FileRights = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Creates a folder if there is none. Missing parent folders get the account's default permissions.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, FileRights | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Opens a file; on Unix a new file is readable for this account only.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share, FileOptions options = FileOptions.None, int bufferBytes = 4096)
    {
        FileStreamOptions open = new() { Mode = mode, Access = access, Share = share, Options = options, BufferSize = bufferBytes };
        if (!OperatingSystem.IsWindows())
        {
            open.UnixCreateMode = FileRights;
        }

        return new FileStream(path, open);
    }
}
