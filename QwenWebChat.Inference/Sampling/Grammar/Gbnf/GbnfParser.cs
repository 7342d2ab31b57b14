using System.Globalization;
using System.Text;

namespace QwenWebChat.Inference.Sampling.Grammar.Gbnf;

/// <summary>Parses the grammar notation of llama.cpp: rules <c>name ::= ...</c> of texts, character classes, groups and repetitions.</summary>
internal sealed class GbnfParser
{
    private const int MaxDepth = 200;

    private readonly string _text;
    private readonly Dictionary<string, GbnfNode> _rules = [];
    private int _at;
    private int _depth;

    private GbnfParser(string text)
    {
        _text = text;
    }

    /// <returns>The rules by name.</returns>
    /// <exception cref="GrammarException">The text is no such grammar.</exception>
    public static IReadOnlyDictionary<string, GbnfNode> Parse(string text)
    {
        GbnfParser parser = new(text);
        parser.SkipSpace(skipsLines: true);
        while (parser._at < text.Length)
        {
            parser.ReadRule();
        }

        return parser._rules;
    }

    private void ReadRule()
    {
        int begin = _at;
        string name = ReadName() ?? throw Error("a rule begins with its name");
        SkipSpace(skipsLines: false);
        if (!TryRead("::="))
        {
            throw Error($"the name {name} is not followed by ::=");
        }

        SkipSpace(skipsLines: true);
        GbnfNode body = ReadChoice(isNested: false);
        if (_at < _text.Length && _text[_at] is not ('\n' or '\r'))
        {
            throw Error($"{_text[_at]} is not expected here");
        }

        if (!_rules.TryAdd(name, body))
        {
            _at = begin;
            throw Error($"the rule {name} exists already");
        }

        SkipSpace(skipsLines: true);
    }

    private GbnfNode ReadChoice(bool isNested)
    {
        if (++_depth > MaxDepth)
        {
            throw Error($"groups are nested more than {MaxDepth} deep");
        }

        List<GbnfNode> options = [ReadSeries(isNested)];
        while (TryRead("|"))
        {
            SkipSpace(skipsLines: true);
            options.Add(ReadSeries(isNested));
        }

        _depth--;
        return options.Count == 1 ? options[0] : new GbnfNode.Choice(options);
    }

    private GbnfNode ReadSeries(bool isNested)
    {
        List<GbnfNode> parts = [];
        while (ReadAtom() is { } atom)
        {
            SkipSpace(isNested);
            while (ReadCount() is { } count)
            {
                atom = new GbnfNode.Repeated(atom, count.Min, count.Max);
                SkipSpace(isNested);
            }

            parts.Add(atom);
        }

        return parts.Count == 1 ? parts[0] : new GbnfNode.Series(parts);
    }

    private GbnfNode? ReadAtom()
    {
        int begin = _at;
        if (TryRead("\""))
        {
            return new GbnfNode.Text(ReadQuoted());
        }

        if (TryRead("["))
        {
            return new GbnfNode.Characters(ReadClass());
        }

        if (TryRead("."))
        {
            return new GbnfNode.Characters(CodePointSet.All);
        }

        if (TryRead("("))
        {
            SkipSpace(skipsLines: true);
            GbnfNode group = ReadChoice(isNested: true);
            return TryRead(")") ? group : throw Error("a ( without its )");
        }

        return ReadName() is { } name ? new GbnfNode.Reference(name, begin) : null;
    }

    private string ReadQuoted()
    {
        StringBuilder text = new();
        while (!TryRead("\""))
        {
            text.Append(char.ConvertFromUtf32(ReadCharacter("a \" without its end")));
        }

        return text.ToString();
    }

    private CodePointSet ReadClass()
    {
        bool isNegated = TryRead("^");
        List<(int First, int Last)> ranges = [];
        while (!TryRead("]"))
        {
            int first = ReadCharacter("a [ without its ]");
            bool isRange = _at + 1 < _text.Length && _text[_at] == '-' && _text[_at + 1] != ']';
            _at += isRange ? 1 : 0;
            int last = isRange ? ReadCharacter("a [ without its ]") : first;
            ranges.Add(first <= last ? (first, last) : throw Error("a range of characters is in the wrong order"));
        }

        CodePointSet set = CodePointSet.Of(ranges);
        return isNegated ? set.Not() : set;
    }

    private int ReadCharacter(string reason)
    {
        if (_at >= _text.Length || _text[_at] is '\n' or '\r')
        {
            throw Error(reason);
        }

        if (!TryRead("\\"))
        {
            Rune character = Rune.TryGetRuneAt(_text, _at, out Rune read) ? read : throw Error("half a surrogate pair");
            _at += character.Utf16SequenceLength;
            return character.Value;
        }

        char letter = _at < _text.Length ? _text[_at++] : throw Error("a \\ at the end");
        return letter switch
        {
            'x' => ReadHex(2),
            'u' => ReadHex(4),
            'U' => ReadHex(8),
            't' => '\t',
            'r' => '\r',
            'n' => '\n',
            '\\' or '"' or '[' or ']' or '-' or '^' => letter,
            _ => throw Error($"the escape \\{letter} is not known"),
        };
    }

    private int ReadHex(int digits)
    {
        if (_at + digits > _text.Length || !int.TryParse(_text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code) || !Rune.IsValid(code))
        {
            throw Error($"an escape needs {digits} hexadecimal digits of a character");
        }

        _at += digits;
        return code;
    }

    private (int Min, int Max)? ReadCount()
    {
        if (TryRead("*"))
        {
            return (0, int.MaxValue);
        }

        if (TryRead("+"))
        {
            return (1, int.MaxValue);
        }

        if (TryRead("?"))
        {
            return (0, 1);
        }

        if (!TryRead("{"))
        {
            return null;
        }

        SkipSpace(skipsLines: false);
        int min = ReadNumber() ?? throw Error("{ is followed by a count");
        SkipSpace(skipsLines: false);
        bool hasMax = TryRead(",");
        SkipSpace(skipsLines: false);
        int max = !hasMax ? min : ReadNumber() ?? int.MaxValue;
        SkipSpace(skipsLines: false);
        return !TryRead("}") ? throw Error("a { without its }") : min <= max ? (min, max) : throw Error("the counts are in the wrong order");
    }

    private int? ReadNumber()
    {
        int begin = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }

        return begin == _at ? null
            : int.TryParse(_text.AsSpan(begin.._at), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < int.MaxValue ? number
            : throw Error("a count is too large");
    }

    private string? ReadName()
    {
        int begin = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '-' or '_'))
        {
            _at++;
        }

        return begin == _at ? null : _text[begin.._at];
    }

    private bool TryRead(string expected)
    {
        if (string.CompareOrdinal(_text, _at, expected, 0, expected.Length) == 0)
        {
            _at += expected.Length;
            return true;
        }

        return false;
    }

    private void SkipSpace(bool skipsLines)
    {
        while (_at < _text.Length)
        {
            char next = _text[_at];
            if (next is ' ' or '\t' || (skipsLines && next is '\n' or '\r'))
            {
                _at++;
            }
            else if (next == '#')
            {
                _at = _text.IndexOf('\n', _at) is >= 0 and int end ? end : _text.Length;
            }
            else
            {
                return;
            }
        }
    }

    private GrammarException Error(string reason)
    {
        int line = 1 + _text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n');
        int column = Math.Min(_at, _text.Length) - (_text.LastIndexOf('\n', Math.Max(0, Math.Min(_at, _text.Length) - 1)) is var start && _at > 0 ? start : -1);
        return new GrammarException(string.Create(CultureInfo.InvariantCulture, $"line {line}, column {column}"), reason);
    }
}
