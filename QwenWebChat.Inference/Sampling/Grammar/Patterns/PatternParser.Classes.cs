using System.Globalization;
using System.Text;

namespace QwenWebChat.Inference.Sampling.Grammar.Patterns;

/// <content>Character classes and escapes.</content>
internal sealed partial class PatternParser
{
    private CodePointSet ReadClass()
    {
        bool isNegated = TryRead('^');
        List<CodePointSet> parts = [];
        while (!TryRead(']'))
        {
            if (IsAtEnd)
            {
                throw Error("a [ without its ]");
            }

            CodePointSet low = ReadClassAtom();
            if (_at + 1 < _text.Length && _text[_at] == '-' && _text[_at + 1] != ']')
            {
                _at++;
                parts.Add(Range(low, ReadClassAtom()));
            }
            else
            {
                parts.Add(low);
            }
        }

        CodePointSet set = CodePointSet.Of(parts.SelectMany(part => part.Ranges));
        return isNegated ? set.Not() : set;
    }

    private CodePointSet Range(CodePointSet low, CodePointSet high)
    {
        if (IsOne(low) && IsOne(high))
        {
            (int first, int last) = (low.Ranges[0].First, high.Ranges[0].First);
            return first <= last ? CodePointSet.Of((first, last)) : throw Error("a range of characters is in the wrong order");
        }

        // [\w-.]: outside the standard's Unicode mode the hyphen is itself then.
        return low.Union(high).Union(Only('-'));
    }

    private static bool IsOne(CodePointSet set) => set.Ranges.Count == 1 && set.Ranges[0].First == set.Ranges[0].Last;

    private CodePointSet ReadClassAtom()
    {
        if (TryRead('\\'))
        {
            return ReadEscape(isInClass: true);
        }

        return Only(ReadCodePoint());
    }

    private CodePointSet ReadEscape(bool isInClass)
    {
        if (IsAtEnd)
        {
            throw Error("a \\ at the end");
        }

        char letter = _text[_at++];
        switch (letter)
        {
            case 'd' or 'D' or 'w' or 'W' or 's' or 'S':
                return PatternClasses.Shorthand(letter);
            case 'p' or 'P':
                return ReadProperty(isNegated: letter == 'P');
            case 'n' or 'r' or 't' or 'v' or 'f' or '0' when letter != '0' || IsAtEnd || !char.IsAsciiDigit(_text[_at]):
                return Only(letter switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'v' => '\v', 'f' => '\f', _ => '\0' });
            case 'b' when isInClass:
                return Only('\b');
            case 'b' or 'B':
                throw Error($"the word boundary \\{letter} is not supported");
            case 'k' or (>= '0' and <= '9'):
                throw Error($"the back reference \\{letter} is not supported");
            case 'c' when !IsAtEnd && char.IsAsciiLetter(_text[_at]):
                return Only(_text[_at++] % 32);
            case 'x' when ReadHex(2) is { } code:
                return Only(code);
            case 'u':
                return Only(ReadUnicode());
            case 'A' or 'Z' or 'z' or 'G':
                throw Error($"\\{letter} is not an assertion of ECMA-262; ^ and $ are");
            default:
                _at--;
                return Only(ReadCodePoint());
        }
    }

    private CodePointSet ReadProperty(bool isNegated)
    {
        int end = TryRead('{') ? _text.IndexOf('}', _at) : -1;
        if (end < 0)
        {
            throw Error("\\p has no {name}");
        }

        string name = _text[_at..end];
        _at = end + 1;
        CodePointSet set = PatternClasses.Property(name) ?? throw Error($"the character property {name} is not supported");
        return isNegated ? set.Not() : set;
    }

    private int ReadUnicode()
    {
        if (TryRead('{'))
        {
            int end = _text.IndexOf('}', _at);
            int code = end > _at && int.TryParse(_text.AsSpan(_at..end), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) && Rune.IsValid(value)
                ? value : throw Error("\\u{ is not followed by a code point");
            _at = end + 1;
            return code;
        }

        int unit = ReadHex(4) ?? throw Error("\\u is not followed by four hexadecimal digits");
        if (char.IsHighSurrogate((char)unit) && _at + 1 < _text.Length && _text[_at] == '\\' && _text[_at + 1] == 'u')
        {
            _at += 2;
            int low = ReadHex(4) ?? throw Error("\\u is not followed by four hexadecimal digits");
            return char.IsLowSurrogate((char)low) ? char.ConvertToUtf32((char)unit, (char)low) : throw Error("half a surrogate pair");
        }

        return Rune.IsValid(unit) ? unit : throw Error("half a surrogate pair");
    }

    private int? ReadHex(int digits)
    {
        if (_at + digits <= _text.Length && int.TryParse(_text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code))
        {
            _at += digits;
            return code;
        }

        return null;
    }
}
