using System.Buffers.Binary;

namespace QwenWebChat.Documents.Extraction.Packages;

/// <summary>Finds the directory of a ZIP file before it is read, because reading takes memory for each declared entry.</summary>
internal static class ZipDirectory
{
    // Source: APPNOTE.TXT 6.3.10, 4.3.14 to 4.3.16.
    private const uint EndSignature = 0x06054B50;
    private const uint LocatorSignature = 0x07064B50;
    private const int EndLength = 22;
    private const int LocatorLength = 20;
    private const int MaxComment = ushort.MaxValue;

    /// <summary>Returns the number of bytes from the first directory entry to the end of the file.</summary>
    public static long LengthOf(Stream file)
    {
        int tailLength = (int)Math.Min(file.Length, EndLength + MaxComment + LocatorLength);
        byte[] bytes = new byte[tailLength];
        file.Position = file.Length - tailLength;
        file.ReadExactly(bytes);
        ReadOnlySpan<byte> tail = bytes;
        for (int at = tailLength - EndLength; at >= 0; at--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail[at..]) == EndSignature)
            {
                return file.Length - Start(file, tail, at);
            }
        }

        throw DocumentReadException.Damaged("The packed file is cut off: its list of content is missing.");
    }

    private static long Start(Stream file, ReadOnlySpan<byte> tail, int end)
    {
        uint start = BinaryPrimitives.ReadUInt32LittleEndian(tail[(end + 16)..]);
        int locator = end - LocatorLength;
        if (start != uint.MaxValue || locator < 0 || BinaryPrimitives.ReadUInt32LittleEndian(tail[locator..]) != LocatorSignature)
        {
            return start;
        }

        long largeEnd = BinaryPrimitives.ReadInt64LittleEndian(tail[(locator + 8)..]);
        Span<byte> bytes = stackalloc byte[56];
        if (largeEnd < 0 || largeEnd > file.Length - bytes.Length)
        {
            throw DocumentReadException.Damaged("The packed file's list of content lies outside of it.");
        }

        file.Position = largeEnd;
        file.ReadExactly(bytes);
        return BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]);
    }
}
