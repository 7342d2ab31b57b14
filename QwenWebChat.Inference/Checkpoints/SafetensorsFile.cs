using System.IO.MemoryMappedFiles;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// One safetensors file, open for reading. Opening reads the header only; the tensors' bytes are read through a view
/// of the memory-mapped file that lives for one <see cref="Read"/>, so that the pages of a checkpoint never stay
/// resident beside the tensors made of it. Reads from several threads may overlap.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly MemoryMappedFile _map;

    private SafetensorsFile(FileStream stream, MemoryMappedFile map, IReadOnlyDictionary<string, TensorEntry> tensors)
    {
        _stream = stream;
        _map = map;
        Path = stream.Name;
        Tensors = tensors;
    }

    /// <summary>The file's full path.</summary>
    public string Path { get; }

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="CheckpointException">
    /// The file is absent, cannot be read, or breaks a rule of the format (see <see cref="SafetensorsHeader"/>).
    /// </exception>
    public static SafetensorsFile Open(string path)
    {
        FileStream stream = CheckpointFile.OpenRead(path, "a safetensors file");
        try
        {
            Dictionary<string, TensorEntry> tensors = SafetensorsHeader.Read(path, stream);
            MemoryMappedFile map = MemoryMappedFile.CreateFromFile(
                stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            return new SafetensorsFile(stream, map, tensors);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Copies bytes of one tensor.</summary>
    /// <param name="entry">A tensor of this file.</param>
    /// <param name="offset">The first byte to copy, counted from the tensor's start.</param>
    /// <param name="destination">As many bytes are copied as fit here.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range leaves the tensor.</exception>
    /// <exception cref="CheckpointException">The file became shorter since it was opened, or cannot be mapped.</exception>
    public void Read(TensorEntry entry, long offset, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, entry.ByteCount - destination.Length);
        if (destination.IsEmpty)
        {
            return; // a view of length 0 would be one of the whole rest of the file
        }

        long start = entry.Offset + offset;
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
