namespace QwenWebChat.App.Documents.Extraction.Packages;

/// <summary>OLE compound files: Office files locked by a password, and those of before 2007.</summary>
internal static class CompoundFile
{
    public static ReadOnlySpan<byte> Magic => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

    // The name of the stream that a locked file keeps the real one in ([MS-OFFCRYPTO] 2.3.4.4).
    private static ReadOnlySpan<byte> Locked => "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"u8;

    public static DocumentReadException Refusal(Stream file) => HoldsLocked(file)
        ? new DocumentReadException(DocumentReadError.Encrypted, "The file is locked by a password.")
        : new DocumentReadException(DocumentReadError.Unsupported, "The file is of Office before 2007; saved as docx, pptx or xlsx it can be read.");

    private static bool HoldsLocked(Stream file)
    {
        byte[] buffer = new byte[1 << 16];
        file.Position = 0;
        // A piece begins with the end of the one before it, so that a name across both is found.
        for (int kept = 0, count; (count = file.ReadAtLeast(buffer.AsSpan(kept), buffer.Length - kept, throwOnEndOfStream: false)) > 0;)
        {
            ReadOnlySpan<byte> piece = buffer.AsSpan(0, kept + count);
            if (piece.IndexOf(Locked) >= 0)
            {
                return true;
            }

            kept = Math.Min(Locked.Length, piece.Length);
            piece[^kept..].CopyTo(buffer);
        }

        return false;
    }
}
