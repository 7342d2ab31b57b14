using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// Reads the header of a GGUF file from front to back. Every length is compared with the remaining bytes of the file
/// before memory is allocated. Numbers are little-endian, as on every supported machine.
/// </summary>
internal sealed class GgufReader(string path, Stream stream)
{
    // The longest string of a real file is a chat template, some kilobytes.
    private const int MaxTextBytes = 64 << 20;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The file, for messages.</summary>
    public string Path { get; } = path;

    /// <summary>The length of the whole file in bytes.</summary>
    public long FileBytes { get; } = stream.Length;

    /// <summary>The number of bytes read so far.</summary>
    public long Position { get; private set; }

    private long RemainingBytes => FileBytes - Position;

    /// <param name="what">The item's description, for the message if the file ends before it.</param>
    public T ReadNumber<T>(string what)
        where T : unmanaged
    {
        T number = default;
        Read(MemoryMarshal.AsBytes(new Span<T>(ref number)), what);
        return number;
    }

    /// <summary>Reads <paramref name="count"/> consecutive numbers.</summary>
    public T[] ReadNumbers<T>(ulong count, string what)
        where T : unmanaged
    {
        RequireCount(count, Unsafe.SizeOf<T>(), what);
        T[] numbers = new T[count];
        Read(MemoryMarshal.AsBytes(numbers.AsSpan()), what);
        return numbers;
    }

    /// <summary>Reads a string: 8 bytes of length, then UTF-8.</summary>
    public string ReadText(string what)
    {
        ulong length = ReadNumber<ulong>(what);
        RequireCount(length, 1, what);
        if (length > MaxTextBytes)
        {
            throw new CheckpointException(Path, $"{what} with a text of {length} bytes", $"at most {MaxTextBytes} bytes");
        }

        Span<byte> utf8 = length <= 256 ? stackalloc byte[(int)length] : new byte[length];
        Read(utf8, what);
        try
        {
            return StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException error)
        {
            throw new CheckpointException(Path, $"{what} with a text that is not UTF-8", "UTF-8", error);
        }
    }

    /// <summary>Rejects a count of items that cannot fit the remaining bytes of the file.</summary>
    /// <param name="count">The number of items.</param>
    /// <param name="minBytes">The minimum size of one item in bytes.</param>
    /// <param name="what">The items' description, for the message.</param>
    public void RequireCount(ulong count, int minBytes, string what)
    {
        if (count > (ulong)(RemainingBytes / minBytes))
        {
            throw new CheckpointException(
                Path, $"{what} of length {count} with {RemainingBytes} bytes of the file left", "a complete file");
        }

        if (count > (ulong)Array.MaxLength)
        {
            throw new CheckpointException(Path, $"{what} of length {count}", $"at most {Array.MaxLength}");
        }
    }

    private void Read(Span<byte> destination, string what)
    {
        if (destination.Length > RemainingBytes)
        {
            throw new CheckpointException(Path, $"a file that ends within {what}, at {FileBytes} bytes", "a complete file");
        }

        try
        {
            stream.ReadExactly(destination);
        }
        catch (IOException error)
        {
            throw new CheckpointException(Path, $"an unreadable file ({error.Message.TrimEnd('.')})", "a readable file", error);
        }

        Position += destination.Length;
    }
}
