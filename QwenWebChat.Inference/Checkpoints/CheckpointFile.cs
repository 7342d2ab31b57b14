namespace QwenWebChat.Inference.Checkpoints;

/// <summary>Opens the files of a checkpoint; every failure is a <see cref="CheckpointException"/>.</summary>
internal static class CheckpointFile
{
    /// <summary>Returns whether a file exists; false for a broken link, which the framework takes for a file.</summary>
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

    /// <summary>
    /// Returns the files of a folder whose names match a pattern in any case, without broken links and without macOS's
    /// <c>._x</c> beside each <c>x</c>.
    /// </summary>
    public static IEnumerable<string> FindIn(string folder, string pattern) => Directory
        .EnumerateFiles(folder, pattern, new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive })
        .Where(path => !Path.GetFileName(path.AsSpan()).StartsWith("._", StringComparison.Ordinal) && Exists(path));

    /// <summary>
    /// Returns whether a file, or the target of a link, is empty; pipes and devices, which could be read endlessly, count as
    /// empty.
    /// </summary>
    public static bool IsEmpty(string path) => new FileInfo((File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path)).FullName).Length == 0;

    /// <param name="path">The file.</param>
    /// <param name="expected">The expected content, for the message.</param>
    /// <exception cref="CheckpointException">The file is absent, is a folder, or may not be read.</exception>
    public static FileStream OpenRead(string path, string expected)
    {
        if (Directory.Exists(path))
        {
            throw new CheckpointException(path, "a folder", expected);
        }

        try
        {
            // The readers buffer by themselves: a stream buffer would only be a second copy.
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

    /// <summary>Reads exactly <paramref name="byteCount"/> bytes from the current position.</summary>
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
