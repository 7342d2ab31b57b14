using System.IO.MemoryMappedFiles;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// A file of tensors, mapped into memory. Bytes are read through a view that lives for one <see cref="Read"/>, so that
/// the pages of a checkpoint never stay resident beside the tensors made of it. Reads from several threads may overlap.
/// </summary>
internal sealed class MappedFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly MemoryMappedFile _map;

    private MappedFile(FileStream stream, MemoryMappedFile map)
    {
        _stream = stream;
        _map = map;
    }

    /// <summary>The file's full path.</summary>
    public string Path => _stream.Name;

    /// <summary>Maps an open file, which is not empty, and takes it over.</summary>
    public static MappedFile Map(FileStream stream) => new(
        stream,
        MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true));

    /// <summary>Copies as many bytes as fit into the destination.</summary>
    /// <param name="start">The first of them, counted from the file's start.</param>
    /// <param name="destination">Where they go.</param>
    /// <exception cref="CheckpointException">The file became shorter since it was opened, or cannot be mapped.</exception>
    public void Read(long start, Span<byte> destination)
    {
        if (destination.IsEmpty)
        {
            return; // a view of length 0 would be one of the whole rest of the file
        }

        RequireLength(start + destination.Length);
        try
        {
            using MemoryMappedViewAccessor view =
                _map.CreateViewAccessor(start, destination.Length, MemoryMappedFileAccess.Read);
            Copy(view, destination);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException(
                Path, $"a file that cannot be mapped ({error.Message.TrimEnd('.')})", "a readable file", error);
        }
    }

    public void Dispose()
    {
        _map.Dispose();
        _stream.Dispose();
    }

    private static unsafe void Copy(MemoryMappedViewAccessor view, Span<byte> destination)
    {
        byte* pages = null;
        try
        {
            // SafeBuffer.ReadSpan would copy byte by byte.
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref pages);
            new ReadOnlySpan<byte>(pages + view.PointerOffset, destination.Length).CopyTo(destination);
        }
        finally
        {
            if (pages is not null)
            {
                view.SafeMemoryMappedViewHandle.ReleasePointer();
            }
        }
    }

    // Touching a page beyond the end of a file that was cut short meanwhile would end the process.
    private void RequireLength(long neededBytes)
    {
        long fileBytes = RandomAccess.GetLength(_stream.SafeFileHandle);
        if (fileBytes < neededBytes)
        {
            throw new CheckpointException(
                Path, $"a file cut to {fileBytes} bytes while it was open", $"at least {neededBytes} bytes");
        }
    }
}
