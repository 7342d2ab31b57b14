namespace QwenWebChat.Documents.Extraction.Conversion;

/// <summary>A temporary folder that only this account can read. Its content is deleted when it is disposed.</summary>
internal sealed class WorkFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("qwenwebchat-reading-");

    public string Path => _folder.FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Copies the file being read to the folder.</summary>
    /// <returns>The full path of the copy.</returns>
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
            // A killed program may keep a file open for a moment; the system's own cleanup removes the rest.
        }
    }
}
