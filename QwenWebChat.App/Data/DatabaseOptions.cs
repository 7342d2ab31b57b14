namespace QwenWebChat.App.Data;

/// <summary>Section <c>Data</c>: the database.</summary>
public sealed record DatabaseOptions
{
    /// <summary>
    /// SQLite file of the conversations and documents. The app creates it, readable for its own account only. If not set,
    /// <c>QwenWebChat/qwenwebchat.db</c> in the user's local application data. Only one process at a time can use the
    /// folder; a second one ends with exit code 2 and names the first.
    /// </summary>
    public string? Path { get; init; }

    /// <summary>The file's full path.</summary>
    public string FullPath => System.IO.Path.GetFullPath(string.IsNullOrWhiteSpace(Path)
        ? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "QwenWebChat", "qwenwebchat.db")
        : Path);

    /// <exception cref="ArgumentException">A value is invalid; the message begins with its key.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Path))
        {
            if (Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify).Length == 0)
            {
                throw new ArgumentException("Path is empty, and this account has no folder for application data; it must name a file, such as /var/lib/qwenwebchat/qwenwebchat.db.");
            }

            return;
        }

        if (Path.Contains('\0', StringComparison.Ordinal) || System.IO.Path.EndsInDirectorySeparator(Path) || Directory.Exists(Path))
        {
            throw new ArgumentException($"Path is '{Path}', a folder; it must be a file, such as {System.IO.Path.Combine(Path.Trim('\0'), "qwenwebchat.db")}.");
        }
    }
}
