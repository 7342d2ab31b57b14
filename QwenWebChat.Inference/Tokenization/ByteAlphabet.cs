using System.Collections.Frozen;

namespace QwenWebChat.Inference.Tokenization;

/// <summary>
/// GPT-2's way of writing any byte as one printable character, in which byte-level vocabularies are stored: printable
/// Latin-1 characters stand for themselves, the other 68 bytes for U+0100 and up, in order.
/// Source: <c>bytes_to_unicode</c> in openai/gpt-2, <c>src/encoder.py</c>.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] Characters = Build();

    private static readonly FrozenDictionary<char, byte> Bytes =
        Enumerable.Range(0, 256).ToFrozenDictionary(value => Characters[value], value => (byte)value);

    /// <summary>The character that stands for a byte.</summary>
    public static char CharacterOf(byte value) => Characters[value];

    /// <summary>The bytes that a vocabulary entry stands for; false where a character is none of the 256.</summary>
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
