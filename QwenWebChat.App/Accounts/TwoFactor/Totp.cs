using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace QwenWebChat.App.Accounts.TwoFactor;

/// <summary>The codes of authenticator apps (RFC 6238): six digits for each time step of 30 seconds, from a key that both sides have.</summary>
internal static class Totp
{
    public const int Digits = 6;

    public const int StepSeconds = 30;

    // A clock may be wrong by a step, in both directions.
    private const int Drift = 1;

    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int Base32Bits = 5;
    private const int Modulus = 1_000_000;

    /// <summary>Returns the number of the time step at a time.</summary>
    public static long StepAt(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>Computes the code of a time step.</summary>
    /// <param name="key">The key in base 32 (RFC 4648).</param>
    public static string CodeAt(string key, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        // Most authenticator apps know no other hash. Its weakness is collisions, which do not matter here.
#pragma warning disable CA5350
        HMACSHA1.HashData(Decode(key), counter, hash);
#pragma warning restore CA5350
        int offset = hash[^1] & 0xF;
        int number = (BinaryPrimitives.ReadInt32BigEndian(hash[offset..]) & int.MaxValue) % Modulus;
        return number.ToString($"D{Digits}", CultureInfo.InvariantCulture);
    }

    /// <summary>Finds the time step that a code belongs to.</summary>
    /// <param name="now">The present time step.</param>
    /// <returns>Null if it is none of the present step and its neighbours.</returns>
    public static long? Match(string key, string code, long now)
    {
        long? found = null;
        for (long step = now - Drift; step <= now + Drift; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(CodeAt(key, step)), Encoding.UTF8.GetBytes(code)))
            {
                found = step;
            }
        }

        return found;
    }

    /// <summary>Tells whether no clock that is right has reached a time step yet, not even one with the drift that is allowed.</summary>
    public static bool IsAhead(long step, long now) => step > now + Drift;

    /// <summary>Makes the address that authenticator apps read from a QR code.</summary>
    public static string AddressOf(string key, string name) =>
        $"otpauth://totp/QwenWebChat:{Uri.EscapeDataString(name)}?secret={key}&issuer=QwenWebChat&algorithm=SHA1&digits={Digits}&period={StepSeconds}";

    private static byte[] Decode(string key)
    {
        byte[] bytes = new byte[key.Length * Base32Bits / 8];
        int buffer = 0;
        int bits = 0;
        int place = 0;
        foreach (char letter in key)
        {
            buffer = (buffer << Base32Bits) | Base32.IndexOf(letter, StringComparison.Ordinal);
            bits += Base32Bits;
            if (bits >= 8)
            {
                bits -= 8;
                bytes[place++] = (byte)(buffer >> bits);
                buffer &= (1 << bits) - 1;
            }
        }

        return bytes;
    }
}
