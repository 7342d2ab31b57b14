using System.Buffers.Binary;
using QwenWebChat.Documents.Extraction.Packages;

namespace QwenWebChat.Documents.Extraction.Encryption;

/// <summary>Opens Office files that are locked by a password. Source: [MS-OFFCRYPTO] 2.3.4.</summary>
internal static class LockedPackage
{
    /// <summary>The name of the stream that contains the encrypted file.</summary>
    public const string StreamName = "EncryptedPackage";

    // Workbooks that are only protected against changes use this password, and every program opens them.
    private const string PublicPassword = "VelvetSweatshop";

    private const int MaxInfoBytes = 1 << 20;

    /// <summary>Opens the encrypted file, which is decrypted on demand.</summary>
    /// <exception cref="DocumentReadException">No password was given, or a wrong one.</exception>
    public static Stream Open(CompoundFile file, ReadingJob job)
    {
        // Files under rights management have no password; their key is on a server.
        using Stream info = file.TryOpen("EncryptionInfo") ?? throw Locked("The file is locked by rights management.");
        IPackageCipher cipher = ReadCipher(info, job);
        Stream package = file.TryOpen(StreamName)!;
        Span<byte> length = stackalloc byte[sizeof(long)];
        package.ReadExactly(length);
        long plainLength = BinaryPrimitives.ReadInt64LittleEndian(length);
        if (plainLength < 0 || plainLength > package.Length)
        {
            throw DocumentReadException.Damaged("The locked file is cut off.");
        }

        package.Position = 0;
        cipher.CheckIntegrity(package, job.CancellationToken);
        return new DecryptedStream(package, cipher, plainLength);
    }

    private static IPackageCipher ReadCipher(Stream info, ReadingJob job)
    {
        try
        {
            return ReadCipher(info, job.Options.Password ?? PublicPassword, job.CancellationToken);
        }
        catch (DocumentReadException exception) when (job.Options.Password is null && exception.Error == DocumentReadError.WrongPassword)
        {
            throw Locked("The file is locked by a password.");
        }
    }

    private static IPackageCipher ReadCipher(Stream info, string password, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[Math.Min(info.Length, MaxInfoBytes)];
        info.ReadExactly(bytes);
        if (bytes.Length < 8)
        {
            throw DocumentReadException.Damaged("The locked file does not say how it is locked.");
        }

        int major = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        int minor = BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(2));
        return (major, minor) switch
        {
            (4, 4) => AgileEncryption.Open(bytes.AsMemory(8), password, cancellationToken),
            (2 or 3 or 4, 2) => StandardEncryption.Open(bytes.AsSpan(8), password),
            _ => throw Locked("The file is locked in a way that is not known here."),
        };
    }

    internal static DocumentReadException Locked(string message) => new(DocumentReadError.Encrypted, message);

    internal static DocumentReadException WrongPassword() => new(DocumentReadError.WrongPassword, "The password does not open the file.");
}
