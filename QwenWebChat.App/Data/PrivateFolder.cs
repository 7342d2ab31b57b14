namespace QwenWebChat.App.Data;

/// <summary>Folders and files that this account alone may look into.</summary>
internal static class PrivateFolder
{
    /// <summary>The rights of a file in such a folder on Unix.</summary>
    public const UnixFileMode FileRights = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder where there is none. Missing folders above it get the account's ordinary rights.</summary>
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

    /// <summary>Opens a file; on Unix one that is made is for this account only.</summary>
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
