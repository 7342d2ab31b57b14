namespace QwenWebChat.Documents.Extraction.Conversion;

/// <summary>A folder that this account alone can read, and that is gone with all that is in it when it is closed.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qwenwebchat-reading-");

    public string Path => _folder.FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes the file that is read into the folder.</summary>
    /// <returns>Its full path.</returns>
    public string Copy(ReadingJob job, string name)
    {
        string path = At(name);
        using FileStream copy = new(path, FileMode.CreateNew, FileAccess.Write);
        job.Content.Position = 0;
        byte[] buffer = new byte[1 << 16];
        for (int count; (count = job.Content.Read(buffer)) > 0;)
        {
            job.CancellationToken.ThrowIfCancellationRequested();
            copy.Write(buffer, 0, count);
        }

        return path;
    }

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A program that was killed may hold a file for a moment; the system's own cleaning takes what is left.
        }
    }
}
