using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace QwenWebChat.Documents.Extraction.Encryption;

/// <summary>Hashes a password many times, so that guessing it is slow.</summary>
internal static class PasswordHash
{
    private const int RoundsBetweenChecks = 1 << 14;

    public static byte[] Spin(HashAlgorithmName algorithm, ReadOnlySpan<byte> salt, string password, int rounds, CancellationToken cancellationToken)
    {
        byte[] hash = CryptographicOperations.HashData(algorithm, [.. salt, .. Encoding.Unicode.GetBytes(password)]);
        byte[] input = new byte[sizeof(int) + hash.Length];
        for (int round = 0; round < rounds; round++)
        {
            if (round % RoundsBetweenChecks == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            BinaryPrimitives.WriteInt32LittleEndian(input, round);
            hash.CopyTo(input, sizeof(int));
            CryptographicOperations.HashData(algorithm, input, hash);
        }

        return hash;
    }
}
