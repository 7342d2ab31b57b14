using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace QwenWebChat.Inference.Caching;

/// <summary>
/// The content key of a full block: 128 bits of the SHA-256 of the previous block's key and the block's own token ids,
/// so that equal keys mean equal ids from the first token on. Keys and values also depend on the model, but a pool
/// lives as long as its model, so the model is not part of the key.
/// </summary>
internal readonly record struct BlockKey(ulong High, ulong Low)
{
    private const int MaxStackBytes = 256;

    /// <summary>The size of a key in bytes.</summary>
    public const int Bytes = 16;

    /// <summary>
    /// Returns the key before the first block. It includes the RoPE mode, which changes every key vector in the cache, and the
    /// salt, by which requests choose with whom they share blocks.
    /// </summary>
    /// <param name="salt">The salt, of which the key has only the hash; null for none.</param>
    public static BlockKey Root(int yarnFactor, string? salt = null)
    {
        BlockKey unsalted = new(0, (ulong)yarnFactor);
        return salt is null ? unsalted : unsalted.Salted(salt);
    }

    /// <summary>Reads a key that <see cref="Write"/> wrote.</summary>
    public static BlockKey Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[sizeof(ulong)..]));

    /// <summary>Writes the key as <see cref="Bytes"/> bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, High);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[sizeof(ulong)..], Low);
    }

    /// <summary>Returns the key of the following block.</summary>
    public BlockKey Next(ReadOnlySpan<int> ids) => Hash(MemoryMarshal.AsBytes(ids));

    /// <summary>Returns the key for the blocks that only requests of a salt share, after this one.</summary>
    // An odd number of bytes: no block of ids has the same content.
    public BlockKey Salted(string salt) => Hash([.. MemoryMarshal.AsBytes(salt.AsSpan()), 0]);

    private BlockKey Hash(ReadOnlySpan<byte> content)
    {
        Span<byte> all = content.Length <= MaxStackBytes ? stackalloc byte[Bytes + content.Length] : new byte[Bytes + content.Length];
        Write(all);
        content.CopyTo(all[Bytes..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(all, hash);
        return Read(hash);
    }
}
