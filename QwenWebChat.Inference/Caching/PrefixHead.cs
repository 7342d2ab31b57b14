using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;
using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Inference.Caching;

/// <summary>
/// The header of a prefix file: <see cref="Magic"/>, the build that wrote it, the identity of the blocks, the tags, the
/// token ids, a CRC-32C of each block, and one of the header. Blocks follow at <see cref="BlocksStart"/>, each layer by
/// layer as in the cache. Numbers are little-endian.
/// </summary>
/// <param name="Checksums">The CRC-32C of each block.</param>
internal sealed record PrefixHead(StoredPrefix Prefix, uint[] Checksums)
{
    private const int Alignment = 64;
    private const int FixedBytes = 8 + 16 + (2 * FingerprintBytes) + BlockKey.Bytes + (4 * sizeof(int));
    private const int FingerprintBytes = 32;

    // A larger number cannot be valid: memory is not allocated by the size that a damaged file claims.
    private const int MaxTokens = 1 << 22;
    private const int MaxTagBytes = 1 << 20;
    private const int MaxLayers = 1 << 10;
    private const int MaxLayerBytes = 1 << 26;

    /// <summary>The format and its version.</summary>
    private static ReadOnlySpan<byte> Magic => "QWCPREF2"u8;

    // Another build may compute different bits; discarding the cache is cheaper than checking that at every change.
    private static Guid Build { get; } = typeof(PrefixHead).Module.ModuleVersionId;

    /// <summary>The offset of the first block.</summary>
    public long BlocksStart => Start(TagBytes(Prefix.Tags).Length, Prefix.TokenIds.Length);

    public long FileBytes => BlocksStart + ((long)Prefix.BlockCount * Prefix.Identity.BlockBytes);

    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        uint checksum = uint.MaxValue;
        foreach (ulong word in words)
        {
            checksum = BitOperations.Crc32C(checksum, word);
        }

        foreach (byte value in bytes[(words.Length * sizeof(ulong))..])
        {
            checksum = BitOperations.Crc32C(checksum, value);
        }

        return ~checksum;
    }

    /// <exception cref="InvalidDataException">
    /// The file is from another build, is not a prefix file, or is damaged; the message says which.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PrefixHead Read(SafeFileHandle file)
    {
        long length = RandomAccess.GetLength(file);
        byte[] fixedPart = ReadAt(file, 0, FixedBytes, length);
        using BinaryReader fields = new(new MemoryStream(fixedPart));
        Require(fields.ReadBytes(Magic.Length).AsSpan().SequenceEqual(Magic), "it is not a prefix file");
        Require(new Guid(fields.ReadBytes(16)) == Build, "it was written by another build of the program");
        string fingerprint = Encoding.ASCII.GetString(fields.ReadBytes(2 * FingerprintBytes));
        BlockKey root = BlockKey.Read(fields.ReadBytes(BlockKey.Bytes));
        (int layers, int layerBytes) = (fields.ReadInt32(), fields.ReadInt32());
        (int tagBytes, int tokens) = (fields.ReadInt32(), fields.ReadInt32());
        Require(
            layers is > 0 and <= MaxLayers && layerBytes is > 0 and <= MaxLayerBytes && (long)layers * layerBytes <= int.MaxValue
                && tagBytes is >= 0 and <= MaxTagBytes && tokens is > 0 and <= MaxTokens && tokens % KvBlockLayout.Tokens == 0,
            "its header is damaged");
        KvIdentity identity = new(fingerprint, layers, layerBytes);
        long blocksStart = Start(tagBytes, tokens);
        Require(length == blocksStart + ((long)(tokens / KvBlockLayout.Tokens) * identity.BlockBytes), "it is truncated or too long");
        return ReadRest(ReadAt(file, 0, (int)blocksStart, length), identity, root, tagBytes, tokens);
    }

    /// <summary>Returns the header's bytes, up to the first block.</summary>
    public byte[] ToBytes()
    {
        byte[] tags = TagBytes(Prefix.Tags);
        byte[] bytes = new byte[BlocksStart];
        using BinaryWriter fields = new(new MemoryStream(bytes));
        fields.Write(Magic);
        fields.Write(Build.ToByteArray());
        fields.Write(Encoding.ASCII.GetBytes(Prefix.Identity.Fingerprint));
        Span<byte> root = stackalloc byte[BlockKey.Bytes];
        Prefix.Root.Write(root);
        fields.Write(root);
        fields.Write(Prefix.Identity.LayerCount);
        fields.Write(Prefix.Identity.LayerBlockBytes);
        fields.Write(tags.Length);
        fields.Write(Prefix.TokenIds.Length);
        fields.Write(tags);
        fields.Write(MemoryMarshal.AsBytes<int>(Prefix.TokenIds));
        fields.Write(MemoryMarshal.AsBytes<uint>(Checksums));
        fields.Write(Checksum(bytes.AsSpan(0, (int)fields.BaseStream.Position)));
        return bytes;
    }

    private static PrefixHead ReadRest(byte[] bytes, KvIdentity identity, BlockKey root, int tagBytes, int tokens)
    {
        ReadOnlySpan<byte> rest = bytes.AsSpan(FixedBytes + tagBytes);
        int idBytes = tokens * sizeof(int);
        int checksumBytes = tokens / KvBlockLayout.Tokens * sizeof(uint);
        int[] ids = MemoryMarshal.Cast<byte, int>(rest[..idBytes]).ToArray();
        uint[] checksums = MemoryMarshal.Cast<byte, uint>(rest.Slice(idBytes, checksumBytes)).ToArray();
        int end = FixedBytes + tagBytes + idBytes + checksumBytes;
        Require(BitConverter.ToUInt32(bytes, end) == Checksum(bytes.AsSpan(0, end)), "its header is damaged");
        using BinaryReader tags = new(new MemoryStream(bytes, FixedBytes, tagBytes), Encoding.UTF8);
        string[] names = new string[tags.ReadInt32()];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = tags.ReadString();
        }

        return new PrefixHead(new StoredPrefix(identity, root, ids, names), checksums);
    }

    private static byte[] TagBytes(IReadOnlyList<string> tags)
    {
        using MemoryStream bytes = new();
        using BinaryWriter writer = new(bytes, Encoding.UTF8);
        writer.Write(tags.Count);
        foreach (string tag in tags)
        {
            writer.Write(tag);
        }

        return bytes.ToArray();
    }

    private static long Start(int tagBytes, int tokens)
    {
        long head = FixedBytes + tagBytes + ((long)tokens * sizeof(int)) + (tokens / KvBlockLayout.Tokens * sizeof(uint)) + sizeof(uint);
        return (head + Alignment - 1) / Alignment * Alignment;
    }

    private static byte[] ReadAt(SafeFileHandle file, long offset, int count, long length)
    {
        Require(length >= count, "it is truncated");
        byte[] bytes = new byte[count];
        PrefixFile.ReadFully(file, bytes, offset);
        return bytes;
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidDataException(problem);
        }
    }
}
