namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// One safetensors file, open for reading. Opening reads only the header; tensors are read on demand. Concurrent reads
/// are allowed.
/// </summary>
public sealed class SafetensorsFile : IDisposable
{
    private readonly TensorFile _file;

    private SafetensorsFile(TensorFile file, IReadOnlyDictionary<string, TensorEntry> tensors)
    {
        _file = file;
        Tensors = tensors;
    }

    /// <summary>The file's full path.</summary>
    public string Path => _file.Path;

    /// <summary>The tensors by name.</summary>
    public IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>Opens a file and validates its header.</summary>
    /// <exception cref="CheckpointException">
    /// The file is absent, cannot be read, or breaks a rule of the format (see <see cref="SafetensorsHeader"/>).
    /// </exception>
    public static SafetensorsFile Open(string path)
    {
        FileStream stream = CheckpointFile.OpenRead(path, "a safetensors file");
        try
        {
            Dictionary<string, TensorEntry> tensors = SafetensorsHeader.Read(path, stream);
            return new SafetensorsFile(new TensorFile(stream), tensors);
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
    /// <param name="destination">The destination, which determines the number of bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is outside the tensor.</exception>
    /// <exception cref="CheckpointException">The file was truncated since it was opened, or cannot be read.</exception>
    public void Read(TensorEntry entry, long offset, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, entry.ByteCount - destination.Length);
        _file.Read(entry.Offset + offset, destination);
    }

    public void Dispose() => _file.Dispose();
}
