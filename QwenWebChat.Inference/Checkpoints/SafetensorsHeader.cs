using System.Buffers.Binary;
using System.Text.Json;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// The header of a safetensors file: 8 bytes of little-endian length, then a JSON object of that length with each
/// tensor's <c>dtype</c>, <c>shape</c> and <c>data_offsets</c> (relative to the header's end). Source: the format
/// section of huggingface/safetensors' README; its rules (at most 100 MB, no duplicate keys, no overlap, no byte
/// outside the tensors) are checked here, before any offset is used.
/// </summary>
internal static class SafetensorsHeader
{
    /// <summary>The size of the length field at the start of the file, in bytes.</summary>
    public const int LengthBytes = 8;

    /// <summary>The key of the file's metadata, which is not a tensor.</summary>
    public const string MetadataKey = "__metadata__";

    private const ulong MaxHeaderBytes = 100_000_000;

    // A clone without Git LFS has small text files in place of the weights, a common mistake.
    private static readonly ulong GitLfsPointer = BinaryPrimitives.ReadUInt64LittleEndian("version "u8);

    /// <summary>Reads and validates the header of an open file.</summary>
    /// <returns>The tensors by name.</returns>
    /// <exception cref="CheckpointException">The header violates the format.</exception>
    public static Dictionary<string, TensorEntry> Read(string path, FileStream stream)
    {
        long fileBytes = stream.Length;
        int headerBytes = ReadLength(path, stream, fileBytes);
        using JsonDocument header = CheckpointJson.Parse(
            path, CheckpointFile.ReadBytes(stream, headerBytes), "a header that is a JSON object of unique names");

        long dataStart = LengthBytes + headerBytes;
        Dictionary<string, TensorEntry> tensors = new(StringComparer.Ordinal);
        foreach (JsonProperty member in header.RootElement.EnumerateObject())
        {
            string name = CheckpointJson.Name(path, member);
            if (name != MetadataKey)
            {
                tensors[name] = ReadEntry(path, name, member.Value, dataStart, fileBytes);
            }
            else if (member.Value.ValueKind != JsonValueKind.Object)
            {
                throw new CheckpointException(
                    path, $"{MetadataKey} = {CheckpointJson.Quote(member.Value)}", "an object of strings");
            }
        }

        RequireDenseLayout(path, tensors.Values, dataStart, fileBytes);
        return tensors;
    }

    private static int ReadLength(string path, FileStream stream, long fileBytes)
    {
        if (fileBytes < LengthBytes)
        {
            throw new CheckpointException(
                path, $"{fileBytes} bytes", "a safetensors file, which starts with 8 bytes of header length");
        }

        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(CheckpointFile.ReadBytes(stream, LengthBytes));
        if (length is 0 or > MaxHeaderBytes)
        {
            string hint = length == GitLfsPointer ? "this is a Git LFS pointer; fetch the file" : "is it a safetensors file?";
            throw new CheckpointException(
                path, $"a header length of {length} bytes", $"1 to {MaxHeaderBytes} bytes ({hint})");
        }

        if ((long)length > fileBytes - LengthBytes)
        {
            throw new CheckpointException(
                path, $"a header of {length} bytes in a file of {fileBytes} bytes", "a complete file");
        }

        return (int)length;
    }

    private static TensorEntry ReadEntry(string path, string name, JsonElement value, long dataStart, long fileBytes)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new CheckpointException(
                path, $"tensor '{name}' = {CheckpointJson.Quote(value)}", "an object with dtype, shape and data_offsets");
        }

        string dtypeName = ReadDType(path, name, value);
        DType dtype = DTypeFacts.TryParse(dtypeName, out DType known) ? known : DType.Unknown;
        long[] shape = ReadIntegers(path, name, value, "shape", "a list of whole numbers, 0 or more");
        long[] offsets = ReadIntegers(path, name, value, "data_offsets", "two whole numbers, begin and end");
        if (offsets.Length != 2 || offsets[0] > offsets[1])
        {
            throw new CheckpointException(
                path, $"tensor '{name}' with data_offsets [{string.Join(", ", offsets)}]", "[begin, end] with begin <= end");
        }

        if (offsets[1] > fileBytes - dataStart)
        {
            throw new CheckpointException(
                path,
                $"tensor '{name}' ending at byte {(UInt128)offsets[1] + (UInt128)dataStart} of a file of {fileBytes} bytes",
                "a complete file");
        }

        if (dtype != DType.Unknown)
        {
            RequireSpan(path, name, dtype, shape, offsets[1] - offsets[0]);
        }

        return new TensorEntry(name, dtype, shape, dataStart + offsets[0], offsets[1] - offsets[0]) { DTypeName = dtypeName };
    }

    // A file may contain an unsupported type: it is only an error if the tensor is used.
    private static string ReadDType(string path, string name, JsonElement value)
    {
        string expected = $"a dtype of {DTypeFacts.AllNames}";
        if (!value.TryGetProperty("dtype", out JsonElement field))
        {
            throw new CheckpointException(path, $"tensor '{name}' without dtype", expected);
        }

        return field.ValueKind == JsonValueKind.String
            ? CheckpointJson.Text(path, field)
            : throw new CheckpointException(path, $"tensor '{name}' with dtype {CheckpointJson.Quote(field)}", expected);
    }

    private static long[] ReadIntegers(string path, string name, JsonElement value, string key, string expected)
    {
        if (!value.TryGetProperty(key, out JsonElement field))
        {
            throw new CheckpointException(path, $"tensor '{name}' without {key}", expected);
        }

        string found = $"tensor '{name}' with {key} {CheckpointJson.Quote(field)}";
        if (field.ValueKind != JsonValueKind.Array)
        {
            throw new CheckpointException(path, found, expected);
        }

        long[] numbers = new long[field.GetArrayLength()];
        int count = 0;
        foreach (JsonElement item in field.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt64(out long number) || number < 0)
            {
                throw new CheckpointException(path, found, expected);
            }

            numbers[count++] = number;
        }

        return numbers;
    }

    private static void RequireSpan(string path, string name, DType dtype, long[] shape, long spanBytes)
    {
        string found = $"tensor '{name}' of shape [{string.Join(", ", shape)}], {dtype.SafetensorsName()}, in {spanBytes} bytes";
        long bytes = dtype.ElementBytes();
        try
        {
            foreach (long size in shape)
            {
                bytes = checked(bytes * size);
            }
        }
        catch (OverflowException error)
        {
            throw new CheckpointException(path, found, "a shape whose bytes fit in 63 bits", error);
        }

        if (bytes != spanBytes)
        {
            throw new CheckpointException(path, found, $"{bytes} bytes, the shape's product times {dtype.ElementBytes()}");
        }
    }

    // Two tensors over the same bytes, or bytes of no tensor, mean a damaged or a forged file.
    private static void RequireDenseLayout(
        string path, IEnumerable<TensorEntry> tensors, long dataStart, long fileBytes)
    {
        long end = dataStart;
        string before = "the header";
        foreach (TensorEntry entry in tensors.OrderBy(entry => entry.Offset).ThenBy(entry => entry.ByteCount))
        {
            if (entry.Offset < end)
            {
                throw new CheckpointException(
                    path, $"tensor '{entry.Name}' overlapping {before}", "tensors that share no byte");
            }

            if (entry.Offset > end)
            {
                throw new CheckpointException(
                    path, $"{entry.Offset - end} bytes of no tensor before '{entry.Name}'", "tensors without gaps");
            }

            end = entry.Offset + entry.ByteCount;
            before = $"'{entry.Name}'";
        }

        if (end != fileBytes)
        {
            throw new CheckpointException(
                path, $"{fileBytes - end} bytes of no tensor at the end", $"a file of {end} bytes, as its header says");
        }
    }
}
