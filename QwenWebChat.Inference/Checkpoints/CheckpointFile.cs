namespace QwenWebChat.Inference.Checkpoints;

/// <summary>Opens a file of a checkpoint, so that every way in which that fails is a <see cref="CheckpointException"/>.</summary>
internal static class CheckpointFile
{
    /// <summary>True where there is such a file; false for a link to nothing, which the framework takes for one.</summary>
    public static bool Exists(string path)
    {
        try
        {
            return File.Exists(path) && (File.ResolveLinkTarget(path, returnFinalTarget: true)?.Exists ?? true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false; // links in a circle, or a folder that may not be entered
        }
    }

    /// <summary>The files of a folder whose names fit a pattern in any case, without links to nothing and without macOS's <c>._x</c> beside each <c>x</c>.</summary>
    public static IEnumerable<string> FindIn(string folder, string pattern) => Directory
        .EnumerateFiles(folder, pattern, new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive })
        .Where(path => !Path.GetFileName(path.AsSpan()).StartsWith("._", StringComparison.Ordinal) && Exists(path));

    /// <summary>Tells that a file, or the target of a link, has no bytes; pipes and devices count as such, which could be read without end.</summary>
    public static bool IsEmpty(string path) => new FileInfo((File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path)).FullName).Length == 0;

    /// <param name="path">The file.</param>
    /// <param name="expected">What should be there, for the message.</param>
    /// <exception cref="CheckpointException">The file is absent, is a folder, or may not be read.</exception>
    public static FileStream OpenRead(string path, string expected)
    {
        if (Directory.Exists(path))
        {
            throw new CheckpointException(path, "a folder", expected);
        }

        try
        {
            // The readers have their own pieces: a buffer would only be a second copy.
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CheckpointException(path, "no such file", expected, error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(path, $"a file that cannot be opened ({error.Message.TrimEnd('.')})", expected, error);
        }
    }

    /// <summary>Reads exactly <paramref name="byteCount"/> bytes from the start of what is left.</summary>
    /// <exception cref="CheckpointException">The file cannot be read or became shorter.</exception>
    public static byte[] ReadBytes(FileStream stream, int byteCount)
    {
        byte[] bytes = new byte[byteCount];
        try
        {
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (IOException error)
        {
            throw new CheckpointException(
                stream.Name, $"an unreadable file ({error.Message.TrimEnd('.')})", $"{byteCount} readable bytes", error);
        }
    }
}
