using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace QwenWebChat.Inference.Caching;

/// <summary>
/// What a full block holds: 128 bits of the SHA-256 of the key of the block before it and of its own token ids, so that
/// equal keys mean equal ids from the first token on. Keys and values hang on the model too, but a pool lives as long as
/// its model, so the model is no part of it.
/// </summary>
internal readonly record struct BlockKey(ulong High, ulong Low)
{
    private const int KeyBytes = 16;

    /// <summary>The key before the first block. The mode of RoPE is in it, since it changes every key that attention caches.</summary>
    public static BlockKey Root(int yarnFactor) => new(0, (ulong)yarnFactor);

    /// <summary>The key of the block that follows this one.</summary>
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
