using System.Globalization;
using System.Text;

namespace QwenWebChat.Inference.Sampling.Grammar.Patterns;

/// <summary>
/// Parses a regular expression of ECMA-262, as JSON Schema uses them. What an automaton cannot do (back references, word
/// boundaries, look-behind) is refused.
/// </summary>
internal sealed partial class PatternParser
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
