using System.Buffers.Binary;
using System.Text.Json;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// Writes a safetensors file: the tensors are added first, in any order, then written in one go. The header is padded
/// with spaces to 8 bytes and the tensors of the widest type come first, so that each is aligned to its elements.
/// Source: the format section of huggingface/safetensors' README.
/// </summary>
public sealed class SafetensorsWriter
{
    private readonly Dictionary<string, PendingTensor> _tensors = new(StringComparer.Ordinal);

    /// <summary>Adds a tensor whose bytes are produced when the file is written.</summary>
    /// <param name="name">The name, which must not have been added before.</param>
    /// <param name="dtype">The type of its elements.</param>
    /// <param name="shape">The dimensions, slowest first; empty for a scalar.</param>
    /// <param name="writeBytes">Writes the elements, row-major and little-endian, exactly as many bytes as the shape requires.</param>
    /// <exception cref="ArgumentException">The name is already used or reserved, or a dimension is negative.</exception>
    public void Add(string name, DType dtype, IReadOnlyList<long> shape, Action<Stream> writeBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(writeBytes);
        if (name == SafetensorsHeader.MetadataKey || shape.Any(size => size < 0))
        {
            throw new ArgumentException($"'{name}' of shape [{string.Join(", ", shape)}] is not a valid tensor.", nameof(name));
        }

        long byteCount = shape.Aggregate((long)dtype.ElementBytes(), (bytes, size) => checked(bytes * size));
        _tensors.Add(name, new PendingTensor(name, dtype, [.. shape], byteCount, writeBytes));
    }

    /// <inheritdoc cref="Add(string, DType, IReadOnlyList{long}, Action{Stream})"/>
    /// <param name="bytes">The elements, row-major and little-endian.</param>
    public void Add(string name, DType dtype, IReadOnlyList<long> shape, ReadOnlyMemory<byte> bytes) =>
        Add(name, dtype, shape, stream => stream.Write(bytes.Span));

    /// <summary>Writes the file; an existing one is replaced only after everything is written.</summary>
    /// <exception cref="InvalidOperationException">A tensor's source wrote too few or too many bytes.</exception>
    public void Write(string path)
    {
        PendingTensor[] ordered =
        [
            .. _tensors.Values
                .OrderByDescending(tensor => tensor.DType.ElementBytes())
                .ThenBy(tensor => tensor.Name, StringComparer.Ordinal),
        ];
        string partial = path + ".partial";
        try
        {
            using (FileStream stream = new(partial, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                stream.Write(WriteHeader(ordered));
                foreach (PendingTensor tensor in ordered)
                {
                    WriteTensor(stream, tensor);
                }
            }

            File.Move(partial, path, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    private static byte[] WriteHeader(IEnumerable<PendingTensor> tensors)
    {
        using MemoryStream header = new();
        header.Write(new byte[SafetensorsHeader.LengthBytes]);
        using (Utf8JsonWriter json = new(header))
        {
            json.WriteStartObject();
            json.WriteStartObject(SafetensorsHeader.MetadataKey);
            json.WriteString("format", "pt"); // transformers refuses a file without it
            json.WriteEndObject();
            long end = 0;
            foreach (PendingTensor tensor in tensors)
            {
                long begin = end;
                end = checked(begin + tensor.ByteCount);
                WriteEntry(json, tensor, begin, end);
            }

            json.WriteEndObject();
        }

        while (header.Length % SafetensorsHeader.LengthBytes != 0)
        {
            header.WriteByte((byte)' ');
        }

        byte[] bytes = header.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, bytes.Length - SafetensorsHeader.LengthBytes);
        return bytes;
    }

    private static void WriteEntry(Utf8JsonWriter json, PendingTensor tensor, long begin, long end)
    {
        json.WriteStartObject(tensor.Name);
        json.WriteString("dtype", tensor.DType.SafetensorsName());
        json.WriteStartArray("shape");
        foreach (long size in tensor.Shape)
        {
            json.WriteNumberValue(size);
        }

        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(end);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTensor(FileStream stream, PendingTensor tensor)
    {
        long start = stream.Position;
        tensor.WriteBytes(stream);
        long written = stream.Position - start;
        if (written != tensor.ByteCount)
        {
            throw new InvalidOperationException(
                $"The source of tensor '{tensor.Name}' wrote {written} bytes; its shape needs {tensor.ByteCount}.");
        }
    }

    private sealed record PendingTensor(
        string Name, DType DType, long[] Shape, long ByteCount, Action<Stream> WriteBytes);
}
