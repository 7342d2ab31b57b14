namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// One GGUF file, open for reading. Opening reads only the header; tensors are read on demand. Concurrent reads are
/// allowed.
/// </summary>
internal sealed class GgufFile : IDisposable
{
    /// <summary>The file name extension.</summary>
    public const string Extension = ".gguf";

    private const int HeadBufferBytes = 64 << 10;

    private static readonly byte[] Magic = "GGUF"u8.ToArray();

    private readonly TensorFile _file;

    private GgufFile(TensorFile file, GgufHeader header)
    {
        _file = file;
        Header = header;
    }

    /// <summary>The file's full path.</summary>
    public string Path => _file.Path;

    /// <summary>The keys and tensors.</summary>
    public GgufHeader Header { get; }

    /// <summary>Returns whether a path has the extension of a GGUF file.</summary>
    public static bool HasName(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns whether a file starts with GGUF's magic number, whatever its name.</summary>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public static bool HasMagic(string path)
    {
        using FileStream stream = CheckpointFile.OpenRead(path, "a readable file");
        return stream.Length >= Magic.Length && CheckpointFile.ReadBytes(stream, Magic.Length).AsSpan().SequenceEqual(Magic);
    }

    /// <summary>Opens a file and validates its header.</summary>
    /// <exception cref="CheckpointException">
    /// The file is absent, cannot be read, or breaks a rule of the format (see <see cref="GgufHeader"/>).
    /// </exception>
    public static GgufFile Open(string path)
    {
        FileStream stream = CheckpointFile.OpenRead(path, "a GGUF file");
        try
        {
            // Not disposed: that would close the file, which stays open.
            GgufHeader header = GgufHeader.Read(path, new BufferedStream(stream, HeadBufferBytes));
            return new GgufFile(new TensorFile(stream), header);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Copies bytes of one tensor.</summary>
    /// <param name="tensor">A tensor of this file.</param>
    /// <param name="offset">The first byte to copy, counted from the tensor's start.</param>
    /// <param name="destination">The destination, which determines the number of bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range is outside the tensor.</exception>
    /// <exception cref="CheckpointException">The file was truncated since it was opened, or cannot be read.</exception>
    public void Read(GgufTensor tensor, long offset, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, tensor.ByteCount - destination.Length);
        _file.Read(tensor.Offset + offset, destination);
    }

    public void Dispose() => _file.Dispose();
}
