using Microsoft.Win32.SafeHandles;

namespace QwenWebChat.Inference.Caching;

/// <summary>
/// A stored prefix, open for reading. Blocks are read, not mapped: a failed page of a mapping ends the process, a
/// failed read only ends the restore.
/// </summary>
internal sealed class PrefixFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly PrefixHead _head;

    private PrefixFile(string path, SafeFileHandle file, PrefixHead head)
    {
        (Path, _file, _head) = (path, file, head);
        BlockCount = head.Prefix.BlockCount;
    }

    public string Path { get; }

    public StoredPrefix Prefix => _head.Prefix;

    public long Bytes => _head.FileBytes;

    /// <summary>The number of leading blocks that the caller can use.</summary>
    public int BlockCount { get; init; }

    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static PrefixFile Open(string path, int? blockCount = null)
    {
        SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            PrefixHead head = PrefixHead.Read(file);
            return new PrefixFile(path, file, head) { BlockCount = Math.Min(blockCount ?? int.MaxValue, head.Prefix.BlockCount) };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads a block of all layers.</summary>
    /// <exception cref="InvalidDataException">The bytes differ from those that were written.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void ReadBlock(int index, Span<byte> block)
    {
        ReadFully(_file, block, _head.BlocksStart + ((long)index * block.Length));
        if (PrefixHead.Checksum(block) != _head.Checksums[index])
        {
            throw new InvalidDataException($"block {index} is damaged");
        }
    }

    /// <exception cref="InvalidDataException">The file ends before the span is filled.</exception>
    public static void ReadFully(SafeFileHandle file, Span<byte> target, long offset)
    {
        while (target.Length > 0)
        {
            int count = RandomAccess.Read(file, target, offset);
            if (count == 0)
            {
                throw new InvalidDataException("it is truncated");
            }

            target = target[count..];
            offset += count;
        }
    }

    public void Dispose() => _file.Dispose();
}
