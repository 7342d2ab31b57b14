using System.Buffers.Binary;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Conversion;

/// <summary>Detects whether an Office file before 2007 is locked by a password.</summary>
internal static class OldEncryption
{
    private const int FilePass = 0x002F;
    private const int MaxRecords = 20;
    private const uint EncryptedPresentation = 0xF3D1C4DF;

    public static bool IsUsed(CompoundFile file, FileFormat format) => format switch
    {
        // [MS-DOC] 2.5.2: a bit of the flags in the stream's header.
        FileFormat.Doc => (Head(file, "WordDocument", 12) is { Length: 12 } head) && (head[11] & 1) != 0,
        // [MS-PPT] 2.3.2: a value of the current user.
        FileFormat.Ppt => Head(file, "Current User", 16) is { Length: 16 } user && BinaryPrimitives.ReadUInt32LittleEndian(user.AsSpan(12)) == EncryptedPresentation,
        _ => HasFilePass(Head(file, "Workbook", 4_096) ?? Head(file, "Book", 4_096) ?? []),
    };

    // [MS-XLS] 2.4.117: a record near the start.
    private static bool HasFilePass(ReadOnlySpan<byte> records)
    {
        for (int count = 0; count < MaxRecords && records.Length >= 4; count++)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(records) == FilePass)
            {
                return true;
            }

            records = records[Math.Min(records.Length, 4 + BinaryPrimitives.ReadUInt16LittleEndian(records[2..]))..];
        }

        return false;
    }

    private static byte[]? Head(CompoundFile file, string name, int length)
    {
        using Stream? stream = file.TryOpen(name);
        if (stream is null)
        {
            return null;
        }

        byte[] bytes = new byte[Math.Min(length, stream.Length)];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
