using System.Globalization;
using System.Text;

namespace QwenWebChat.Documents.Extraction.Rtf;

/// <summary>Reads the tokens of an RTF file one by one (Rich Text Format specification 1.9.1). Binary pictures are skipped.</summary>
internal sealed class RtfTokens(byte[] bytes)
{
    private const int MaxWordLength = 32;
    private const int MaxNumberLength = 11;

    private readonly Dictionary<int, string> _words = [];
    private int _next;

    /// <summary>Returns the next token; null at the end of the file.</summary>
    public RtfToken? Next()
    {
        while (_next < bytes.Length)
        {
            byte value = bytes[_next++];
            switch (value)
            {
                case (byte)'{':
                    return new RtfToken(RtfTokenKind.GroupStart, "", null);
                case (byte)'}':
                    return new RtfToken(RtfTokenKind.GroupEnd, "", null);
                case (byte)'\\':
                    return Control();
                case (byte)'\r' or (byte)'\n' or 0:
                    break;
                default:
                    return new RtfToken(RtfTokenKind.Byte, "", value);
            }
        }

        return null;
    }

    private RtfToken Control()
    {
        int start = _next;
        while (_next < bytes.Length && _next - start < MaxWordLength && char.IsAsciiLetter((char)bytes[_next]))
        {
            _next++;
        }

        return _next == start ? Sign() : Word(start);
    }

    private RtfToken Sign()
    {
        if (_next == bytes.Length)
        {
            return new RtfToken(RtfTokenKind.Control, "", null);
        }

        char sign = (char)bytes[_next++];
        switch (sign)
        {
            case '\'' when _next + 2 <= bytes.Length && char.IsAsciiHexDigit((char)bytes[_next]) && char.IsAsciiHexDigit((char)bytes[_next + 1]):
                int value = (Convert.FromHexString([(char)bytes[_next], (char)bytes[_next + 1]])[0]);
                _next += 2;
                return new RtfToken(RtfTokenKind.Byte, "", value);
            case '\\' or '{' or '}':
                return new RtfToken(RtfTokenKind.Byte, "", sign);
            case '\r' or '\n':
                return new RtfToken(RtfTokenKind.Control, "par", null);
            default:
                return new RtfToken(RtfTokenKind.Control, sign.ToString(), null);
        }
    }

    private RtfToken Word(int start)
    {
        string word = Name(bytes.AsSpan(start, _next - start));
        int numberStart = _next;
        _next += _next < bytes.Length && bytes[_next] == '-' ? 1 : 0;
        while (_next < bytes.Length && _next - numberStart < MaxNumberLength && char.IsAsciiDigit((char)bytes[_next]))
        {
            _next++;
        }

        int? number = int.TryParse(bytes.AsSpan(numberStart, _next - numberStart), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int parsed) ? parsed : null;
        _next += _next < bytes.Length && bytes[_next] == ' ' ? 1 : 0;
        if (word == "bin" && number > 0)
        {
            _next = (int)Math.Min(bytes.Length, _next + (long)number);
        }

        return new RtfToken(RtfTokenKind.Control, word, number);
    }

    // The same few hundred words make up most of a file.
    private string Name(ReadOnlySpan<byte> word)
    {
        HashCode hash = default;
        hash.AddBytes(word);
        int key = hash.ToHashCode();
        if (_words.TryGetValue(key, out string? known) && Ascii.Equals(word, known))
        {
            return known;
        }

        return _words[key] = Encoding.ASCII.GetString(word);
    }
}
