using System.Collections.Frozen;

namespace QwenWebChat.Inference.Checkpoints;

/// <summary>
/// GPT-2's representation of any byte as one printable character, in which byte-level vocabularies are stored:
/// printable Latin-1 characters represent themselves, the other 68 bytes are U+0100 and up, in order. Source:
/// <c>bytes_to_unicode</c> in openai/gpt-2, <c>src/encoder.py</c>.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = Build();

    private static readonly FrozenDictionary<char, byte> Bytes =
        Enumerable.Range(0, 256).ToFrozenDictionary(value => Characters[value], value => (byte)value);

    /// <summary>Returns the character that represents a byte.</summary>
    public static char CharacterOf(byte value) => Characters[value];

    /// <summary>Decodes a vocabulary entry to bytes; false if one of its characters represents no byte.</summary>
    public static bool TryGetBytes(string token, Span<byte> bytes)
    {
        for (int i = 0; i < token.Length; i++)
        {
            if (!Bytes.TryGetValue(token[i], out bytes[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static char[] Build()
    {
        char[] characters = new char[256];
        char next = '\u0100';
        for (int value = 0; value < 256; value++)
        {
            bool printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            characters[value] = printable ? (char)value : next++;
        }

        return characters;
    }
}
