using System.Globalization;
using System.Text;

namespace QwenWebChat.Inference.Sampling.Grammar.Patterns;

/// <summary>
/// Parses a regular expression of ECMA-262, as JSON Schema uses them. What an automaton cannot do (back references, word
/// boundaries, look-behind) is refused.
/// </summary>
internal sealed class PatternParser
{
    private const int MaxDepth = 200;

    // Nested counts multiply: the automaton's states may hold so many at a time.
    private const long MaxNestedCount = 100_000;

    private readonly string _text;
    private readonly string _place;
    private int _at;
    private int _depth;

    private PatternParser(string text, string place)
    {
        (_text, _place) = (text, place);
    }

    private bool IsAtEnd => _at == _text.Length;

    /// <param name="place">The place for messages.</param>
    /// <exception cref="GrammarException">The expression is invalid or unsupported.</exception>
    public static PatternNode Parse(string text, string place)
    {
        PatternParser parser = new(text, place);
        PatternNode node = parser.ReadChoice();
        if (!parser.IsAtEnd)
        {
            throw parser.Error("a ) without its (");
        }

        parser.CheckCounts(node, 1);
        return node;
    }

    private PatternNode ReadChoice()
    {
        if (++_depth > MaxDepth)
        {
            throw Error($"groups are nested more than {MaxDepth} deep");
        }

        List<PatternNode> options = [ReadSeries()];
        while (TryRead('|'))
        {
            options.Add(ReadSeries());
        }

        _depth--;
        return options.Count == 1 ? options[0] : new PatternNode.Choice(options);
    }

    private PatternNode ReadSeries()
    {
        List<PatternNode> parts = [];
        while (!IsAtEnd && _text[_at] is not ('|' or ')'))
        {
            PatternNode atom = ReadAtom();
            parts.Add(ReadCount() is { } count ? Repeat(atom, count.Min, count.Max) : atom);
        }

        return parts.Count == 1 ? parts[0] : new PatternNode.Series(parts);
    }

    private PatternNode.Repeated Repeat(PatternNode atom, int min, int max)
    {
        if (atom is PatternNode.Start or PatternNode.End or PatternNode.LookAhead)
        {
            throw Error("an assertion cannot be repeated");
        }

        if (min > max)
        {
            throw Error($"{{{min},{max}}} is in the wrong order");
        }

        return ReadCount() is null ? new PatternNode.Repeated(atom, min, max) : throw Error("a repetition of a repetition");
    }

    private (int Min, int Max)? ReadCount()
    {
        (int Min, int Max)? count = TryRead('*') ? (0, int.MaxValue)
            : TryRead('+') ? (1, int.MaxValue)
            : TryRead('?') ? (0, 1)
            : ReadBraces();
        if (count is not null)
        {
            // A lazy repetition matches the same texts.
            TryRead('?');
        }

        return count;
    }

    private (int Min, int Max)? ReadBraces()
    {
        int begin = _at;
        if (!TryRead('{') || ReadNumber() is not { } min)
        {
            _at = begin;
            return null;
        }

        int? max = min;
        if (TryRead(','))
        {
            max = !IsAtEnd && _text[_at] == '}' ? int.MaxValue : ReadNumber();
        }

        if (max is not null && TryRead('}'))
        {
            return (min, max.Value);
        }

        _at = begin;
        return null;
    }

    private int? ReadNumber()
    {
        int begin = _at;
        while (!IsAtEnd && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }

        return begin == _at ? null
            : int.TryParse(_text.AsSpan(begin.._at), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < int.MaxValue ? number
            : throw Error("a count is too large");
    }

    private PatternNode ReadAtom()
    {
        char first = _text[_at];
        switch (first)
        {
            case '^':
                _at++;
                return new PatternNode.Start();
            case '$':
                _at++;
                return new PatternNode.End();
            case '(':
                _at++;
                return ReadGroup();
            case '.':
                _at++;
                return new PatternNode.Characters(PatternClasses.Dot);
            case '[':
                _at++;
                return new PatternNode.Characters(ReadClass());
            case '\\':
                _at++;
                return new PatternNode.Characters(ReadEscape(isInClass: false));
            case '*' or '+' or '?':
                throw Error($"{first} repeats nothing");
            default:
                return new PatternNode.Characters(Only(ReadCodePoint()));
        }
    }

    private PatternNode ReadGroup()
    {
        PatternNode group;
        if (!TryRead('?'))
        {
            group = ReadChoice();
        }
        else if (TryRead(':'))
        {
            group = ReadChoice();
        }
        else if (TryRead('='))
        {
            group = new PatternNode.LookAhead(ReadChoice(), IsNegative: false);
        }
        else if (TryRead('!'))
        {
            group = new PatternNode.LookAhead(ReadChoice(), IsNegative: true);
        }
        else if (TryRead('<'))
        {
            int end = _text.IndexOf('>', _at);
            if (!IsAtEnd && _text[_at] is '=' or '!')
            {
                throw Error("look-behind is not supported");
            }

            _at = end > _at ? end + 1 : throw Error("a group's name has no end");
            group = ReadChoice();
        }
        else
        {
            throw Error("(? is followed by none of : = ! <name>");
        }

        return TryRead(')') ? group : throw Error("a ( without its )");
    }

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

    private int ReadCodePoint()
    {
        if (!Rune.TryGetRuneAt(_text, _at, out Rune character))
        {
            throw Error("half a surrogate pair");
        }

        _at += character.Utf16SequenceLength;
        return character.Value;
    }

    private bool TryRead(char expected)
    {
        if (!IsAtEnd && _text[_at] == expected)
        {
            _at++;
            return true;
        }

        return false;
    }

    private void CheckCounts(PatternNode node, long outer)
    {
        switch (node)
        {
            case PatternNode.Repeated repeated:
                long count = outer * Math.Max(1, repeated.Max == int.MaxValue ? repeated.Min : repeated.Max);
                if (outer > 1 && count > MaxNestedCount)
                {
                    throw new GrammarException(_place, $"the counts of nested repetitions multiply to {count}; at most {MaxNestedCount} is supported");
                }

                CheckCounts(repeated.Item, count);
                break;
            case PatternNode.Series series:
                series.Parts.ToList().ForEach(part => CheckCounts(part, outer));
                break;
            case PatternNode.Choice choice:
                choice.Options.ToList().ForEach(option => CheckCounts(option, outer));
                break;
            case PatternNode.LookAhead ahead:
                CheckCounts(ahead.Content, outer);
                break;
        }
    }

    private static CodePointSet Only(int codePoint) => CodePointSet.Of((codePoint, codePoint));

    private GrammarException Error(string reason) =>
        new(_place, $"the regular expression {Shortened()} cannot be used: {reason}, at character {_at}");

    private string Shortened() => _text.Length <= 60 ? _text : string.Concat(_text.AsSpan(0, 57), "...");
}
