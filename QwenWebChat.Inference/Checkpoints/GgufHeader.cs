using System.Buffers.Binary;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// The header of a GGUF file, version 2 or 3: "GGUF", the version, two counts, the keys, then each tensor's name,
/// dimensions, type and offset from the start of the data, which begins at the next multiple of the alignment. Source:
/// ggml/docs/gguf.md and the checks of ggml/src/gguf.cpp in ggml-org/llama.cpp. Everything is validated here, before
/// any offset is used.
/// </summary>
internal sealed record GgufHeader(GgufMetadata Metadata, IReadOnlyDictionary<string, GgufTensor> Tensors)
{
    private const string AlignmentKey = "general.alignment";
    private const uint DefaultAlignment = 32;
    private const uint MaxDimensions = 4;

    // A name's length, a count of dimensions, a type, an offset.
    private const int MinTensorBytes = 24;

    private static readonly uint Magic = BinaryPrimitives.ReadUInt32LittleEndian("GGUF"u8);

    // A clone without Git LFS has small text files in place of the weights, a common mistake.
    private static readonly uint GitLfsPointer = BinaryPrimitives.ReadUInt32LittleEndian("vers"u8);

    /// <summary>Reads and validates the header of a file.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="stream">The file's bytes from the start; as long as the file.</param>
    /// <exception cref="CheckpointException">The header violates the format, or uses an unsupported feature.</exception>
    public static GgufHeader Read(string path, Stream stream)
    {
        GgufReader reader = new(path, stream);
        RequireVersion(reader);
        ulong tensorCount = reader.ReadNumber<ulong>("the count of tensors");
        ulong keyCount = reader.ReadNumber<ulong>("the count of keys");
        GgufMetadata metadata = GgufMetadataReader.Read(reader, keyCount);
        int alignment = ReadAlignment(metadata);

        reader.RequireCount(tensorCount, MinTensorBytes, "a list of tensors");
        List<GgufTensor> listed = [];
        for (ulong i = 0; i < tensorCount; i++)
        {
            listed.Add(ReadTensor(reader, alignment));
        }

        long dataStart = (reader.Position + alignment - 1) / alignment * alignment;
        Dictionary<string, GgufTensor> tensors = new(StringComparer.Ordinal);
        foreach (GgufTensor tensor in listed)
        {
            RequireWithinFile(reader, tensor, dataStart);
            if (!tensors.TryAdd(tensor.Name, tensor with { Offset = dataStart + tensor.Offset }))
            {
                throw new CheckpointException(path, $"tensor {GgufMetadata.Quote(tensor.Name)} twice", "each tensor once");
            }
        }

        RequireNoOverlap(path, tensors.Values);
        return new GgufHeader(metadata, tensors);
    }

    private static void RequireVersion(GgufReader reader)
    {
        const string Expected = "a GGUF file of version 2 or 3, little-endian";
        uint magic = reader.ReadNumber<uint>("the first four bytes");
        if (magic != Magic)
        {
            string hint = magic == GitLfsPointer ? " (this is a Git LFS pointer; fetch the file)" : "";
            throw new CheckpointException(reader.Path, $"the first bytes 0x{BinaryPrimitives.ReverseEndianness(magic):X8}", Expected + hint);
        }

        uint version = reader.ReadNumber<uint>("the version");
        if (version is not (2 or 3))
        {
            // The version of a big-endian file is a small number in reversed byte order.
            bool isBigEndian = version != 0 && (version & 0xFFFF) == 0;
            throw new CheckpointException(
                reader.Path, isBigEndian ? "a big-endian GGUF file" : $"GGUF version {version}", Expected);
        }
    }

    private static int ReadAlignment(GgufMetadata metadata)
    {
        int alignment = metadata.OptionalInteger(AlignmentKey, 1) ?? (int)DefaultAlignment;
        return int.IsPow2(alignment) ? alignment : throw metadata.Wrong(AlignmentKey, "a power of two");
    }

    /// <summary>Reads one entry of the list; its offset still counts from the start of the data.</summary>
    private static GgufTensor ReadTensor(GgufReader reader, int alignment)
    {
        string name = reader.ReadText("the name of a tensor");
        string quoted = GgufMetadata.Quote(name);
        string what = $"the entry of tensor {quoted}";
        uint dimensionCount = reader.ReadNumber<uint>(what);
        if (dimensionCount > MaxDimensions)
        {
            throw new CheckpointException(reader.Path, $"tensor {quoted} with {dimensionCount} dimensions", $"at most {MaxDimensions}");
        }

        ulong[] dimensions = reader.ReadNumbers<ulong>(dimensionCount, what);
        Array.Reverse(dimensions); // the file lists the fastest first
        GgufType type = GgufType.Of(reader.ReadNumber<uint>(what));
        ulong offset = reader.ReadNumber<ulong>(what);
        if (offset > long.MaxValue || offset % (ulong)alignment != 0)
        {
            throw new CheckpointException(reader.Path, $"tensor {quoted} at offset {offset}", $"a multiple of the alignment, {alignment}");
        }

        long byteCount = CountBytes(reader.Path, quoted, dimensions, type);
        return new GgufTensor(name, type, Array.ConvertAll(dimensions, size => (long)size), (long)offset, byteCount);
    }

    private static long CountBytes(string path, string quoted, ulong[] shape, GgufType type)
    {
        ulong rowElements = shape is [.., ulong last] ? last : 1;
        if (rowElements % (ulong)type.BlockElements != 0)
        {
            throw new CheckpointException(
                path, $"tensor {quoted} of type {type.Name} with rows of {rowElements}", $"a multiple of {type.BlockElements}, whole blocks");
        }

        try
        {
            long elementCount = 1;
            foreach (ulong size in shape)
            {
                elementCount = checked(elementCount * (long)size);
            }

            return checked(elementCount / type.BlockElements * type.BlockBytes);
        }
        catch (OverflowException error)
        {
            throw new CheckpointException(
                path, $"tensor {quoted} of shape [{string.Join(", ", shape)}]", "a shape whose bytes fit in 63 bits", error);
        }
    }

    private static void RequireWithinFile(GgufReader reader, GgufTensor tensor, long dataStart)
    {
        UInt128 end = (UInt128)dataStart + (UInt128)tensor.Offset + (UInt128)tensor.ByteCount;
        if (end > (UInt128)reader.FileBytes)
        {
            throw new CheckpointException(
                reader.Path,
                $"tensor {GgufMetadata.Quote(tensor.Name)} ending at byte {end} of a file of {reader.FileBytes} bytes",
                "a complete file");
        }
    }

    // Two tensors over the same bytes mean a damaged or a forged file.
    private static void RequireNoOverlap(string path, IEnumerable<GgufTensor> tensors)
    {
        GgufTensor? before = null;
        foreach (GgufTensor tensor in tensors.OrderBy(tensor => tensor.Offset).ThenBy(tensor => tensor.ByteCount))
        {
            if (before is not null && tensor.Offset < before.Offset + before.ByteCount)
            {
                throw new CheckpointException(
                    path,
                    $"tensor {GgufMetadata.Quote(tensor.Name)} overlapping {GgufMetadata.Quote(before.Name)}",
                    "tensors that share no byte");
            }

            before = tensor;
        }
    }
}
