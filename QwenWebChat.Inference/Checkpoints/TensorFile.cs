namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// A file of tensors. Bytes are copied by plain reads, not through a mapping: they never stay resident beside the tensors
/// made of them, and no page has to be mapped and taken away again. Reads from several threads may overlap.
/// </summary>
/// <param name="stream">An open file, which is taken over.</param>
internal sealed class TensorFile(FileStream stream) : IDisposable
{
    /// <summary>The file's full path.</summary>
    public string Path => stream.Name;

    /// <summary>Copies as many bytes as fit into the destination.</summary>
    /// <param name="start">The first of them, counted from the file's start.</param>
    /// <param name="destination">Where they go.</param>
    /// <exception cref="CheckpointException">The file became shorter since it was opened, or cannot be read.</exception>
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
