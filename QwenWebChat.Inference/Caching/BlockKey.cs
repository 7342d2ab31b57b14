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
    private const int KeyBytes = 16;

    /// <summary>Returns the key before the first block. It includes the RoPE mode, which changes every key vector in the cache.</summary>
    public static BlockKey Root(int yarnFactor) => new(0, (ulong)yarnFactor);

    /// <summary>Returns the key of the following block.</summary>
    public BlockKey Next(ReadOnlySpan<int> ids)
    {
        Span<byte> content = stackalloc byte[KeyBytes + (ids.Length * sizeof(int))];
        BinaryPrimitives.WriteUInt64LittleEndian(content, High);
        BinaryPrimitives.WriteUInt64LittleEndian(content[sizeof(ulong)..], Low);
        MemoryMarshal.AsBytes(ids).CopyTo(content[KeyBytes..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        return new BlockKey(BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[sizeof(ulong)..]));
    }
}
