namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// A file of tensors. Bytes are read, not mapped: they never stay resident beside the tensors created from them, and no
/// page has to be mapped and unmapped. Concurrent reads are allowed.
/// </summary>
/// <param name="stream">The open file; this object takes ownership.</param>
internal sealed class TensorFile(FileStream stream) : IDisposable
{
    /// <summary>The file's full path.</summary>
    public string Path => stream.Name;

    /// <summary>Copies as many bytes as fit into the destination.</summary>
    /// <param name="start">The offset of the first byte in the file.</param>
    /// <param name="destination">The destination.</param>
    /// <exception cref="CheckpointException">The file was truncated since it was opened, or cannot be read.</exception>
    public void Read(long start, Span<byte> destination)
    {
        long end = start + destination.Length;
        try
        {
            while (!destination.IsEmpty)
            {
                int count = RandomAccess.Read(stream.SafeFileHandle, destination, start);
                if (count == 0)
                {
                    throw new CheckpointException(
                        Path, $"a file cut to {RandomAccess.GetLength(stream.SafeFileHandle)} bytes while it was open", $"at least {end} bytes");
                }

                start += count;
                destination = destination[count..];
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                Path, $"a file that cannot be read ({error.Message.TrimEnd('.')})", "a readable file", error);
        }
    }

    public void Dispose() => stream.Dispose();
}
