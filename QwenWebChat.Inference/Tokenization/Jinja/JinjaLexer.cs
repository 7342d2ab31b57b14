using System.Globalization;
using System.Text;

namespace QwenWebChat.Inference.Tokenization.Jinja;

/// <summary>
/// Splits a template into tokens, with the whitespace handling of Hugging Face's environment (<c>trim_blocks</c> and
/// <c>lstrip_blocks</c> are on). Source: pallets/jinja, <c>src/jinja2/lexer.py</c>.
/// </summary>
internal sealed class JinjaLexer
{
    private static readonly string[] LongOperators = ["==", "!=", "<=", ">=", "//", "**"];

    private readonly string _source;
    private readonly List<JinjaToken> _tokens = [];
    private int _at;
    private int _line = 1;

    private JinjaLexer(string source)
    {
        _source = source;
    }

    /// <exception cref="JinjaException">A tag or a string is not closed, or a character is not part of any token.</exception>
    public static List<JinjaToken> Read(string source)
    {
        // The last line end belongs to the file, not to the template.
        string text = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        JinjaLexer lexer = new(text.EndsWith('\n') ? text[..^1] : text);
        lexer.Run();
        return lexer._tokens;
    }

    private void Run()
    {
        bool startsLine = true;
        while (_at < _source.Length)
        {
            int tag = NextTag();
            string text = _source[_at..tag];
            if (tag == _source.Length)
            {
                Add(JinjaTokenKind.Text, text);
                Move(tag);
                break;
            }

            char kind = _source[tag + 1];
            char sign = tag + 2 < _source.Length && _source[tag + 2] is '-' or '+' ? _source[tag + 2] : ' ';
            Add(JinjaTokenKind.Text, Left(text, kind, sign, startsLine));
            Move(tag + (sign == ' ' ? 2 : 3));
            startsLine = kind == '#' ? ReadComment() : ReadTag(kind);
        }

        Add(JinjaTokenKind.End, "");
    }

    private int NextTag()
    {
        for (int at = _source.IndexOf('{', _at); at >= 0 && at + 1 < _source.Length; at = _source.IndexOf('{', at + 1))
        {
            if (_source[at + 1] is '{' or '%' or '#')
            {
                return at;
            }
        }

        return _source.Length;
    }

    // A minus removes all whitespace before the tag; without it, a tag at the start of a line removes its indentation.
    private static string Left(string text, char kind, char sign, bool startsLine)
    {
        if (sign == '-')
        {
            return text.TrimEnd();
        }

        int line = text.LastIndexOf('\n') + 1;
        bool isIndentation = (line > 0 || startsLine) && text.AsSpan(line).IsWhiteSpace();
        return kind != '{' && sign != '+' && isIndentation ? text[..line] : text;
    }

    private bool ReadComment()
    {
        int end = _source.IndexOf("#}", _at, StringComparison.Ordinal);
        if (end < 0)
        {
            throw Wrong("a comment without an end");
        }

        Move(end);
        return EndTag(_source[end - 1], isBlock: true);
    }

    /// <returns>True if the following text is at the start of a line.</returns>
    private bool ReadTag(char kind)
    {
        bool isBlock = kind == '%';
        Add(isBlock ? JinjaTokenKind.BlockStart : JinjaTokenKind.OutputStart, "");
        string end = isBlock ? "%}" : "}}";
        int depth = 0;
        while (true)
        {
            SkipSpace();
            if (_at >= _source.Length)
            {
                throw Wrong("a tag without an end");
            }

            int signs = _source[_at] is '-' or '+' ? 1 : 0;
            if (depth == 0 && string.CompareOrdinal(_source, _at + signs, end, 0, 2) == 0)
            {
                char sign = signs == 1 ? _source[_at] : ' ';
                Move(_at + signs);
                Add(isBlock ? JinjaTokenKind.BlockEnd : JinjaTokenKind.OutputEnd, "");
                return EndTag(sign, isBlock);
            }

            depth += _source[_at] is '(' or '[' or '{' ? 1 : _source[_at] is ')' or ']' or '}' ? -1 : 0;
            ReadToken();
        }
    }

    private bool EndTag(char sign, bool isBlock)
    {
        int next = _at + 2;
        if (sign == '-')
        {
            while (next < _source.Length && char.IsWhiteSpace(_source[next]))
            {
                next++;
            }
        }
        else if (isBlock && sign != '+' && next < _source.Length && _source[next] == '\n')
        {
            next++;
        }

        Move(next);
        return _source[_at - 1] == '\n';
    }

    private void ReadToken()
    {
        int start = _at;
        char first = _source[_at];
        if (char.IsLetter(first) || first == '_')
        {
            Move(EndOf(character => char.IsLetterOrDigit(character) || character == '_'));
            Add(JinjaTokenKind.Name, _source[start.._at]);
        }
        else if (char.IsAsciiDigit(first))
        {
            Move(EndOf(character => char.IsAsciiDigit(character) || character == '.'));
            Add(JinjaTokenKind.Number, _source[start.._at]);
        }
        else if (first is '\'' or '"')
        {
            ReadString(first);
        }
        else
        {
            string? pair = Array.Find(LongOperators, candidate => string.CompareOrdinal(_source, _at, candidate, 0, 2) == 0);
            string found = pair ?? (first is '+' or '-' or '*' or '/' or '%' or '~' or '(' or ')' or '[' or ']' or '{' or '}' or ',' or ':' or '.' or '|' or '=' or '<' or '>'
                ? first.ToString()
                : throw Wrong($"the character '{first}'"));
            Add(JinjaTokenKind.Operator, found);
            Move(_at + found.Length);
        }
    }

    private void ReadString(char quote)
    {
        StringBuilder text = new();
        int line = _line;
        int at = _at + 1;
        while (at < _source.Length && _source[at] != quote)
        {
            if (_source[at] != '\\' || at + 1 == _source.Length)
            {
                text.Append(_source[at++]);
                continue;
            }

            at = ReadEscape(at + 1, text);
        }

        if (at >= _source.Length)
        {
            throw Wrong("a text without an end");
        }

        _tokens.Add(new JinjaToken(JinjaTokenKind.String, text.ToString(), line));
        Move(at + 1);
    }

    private int ReadEscape(int at, StringBuilder text)
    {
        if (_source[at] is 'u' or 'x')
        {
            int digits = _source[at] == 'u' ? 4 : 2;
            bool isCode = at + digits < _source.Length
                & int.TryParse(_source.AsSpan(at + 1, Math.Min(digits, _source.Length - at - 1)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code);
            text.Append(isCode ? (char)code : throw Wrong("a broken escape"));
            return at + 1 + digits;
        }

        // Any other escape keeps its backslash, as in Python.
        string meaning = _source[at] switch
        {
            'n' => "\n",
            't' => "\t",
            'r' => "\r",
            '\\' or '\'' or '"' => _source[at].ToString(),
            _ => "\\" + _source[at],
        };
        text.Append(meaning);
        return at + 1;
    }

    private int EndOf(Func<char, bool> belongs)
    {
        int end = _at;
        while (end < _source.Length && belongs(_source[end]))
        {
            end++;
        }

        return end;
    }

    private void SkipSpace() => Move(EndOf(char.IsWhiteSpace));

    private void Move(int to)
    {
        _line += _source.AsSpan(_at, to - _at).Count('\n');
        _at = to;
    }

    private void Add(JinjaTokenKind kind, string text)
    {
        if (kind != JinjaTokenKind.Text || text.Length > 0)
        {
            _tokens.Add(new JinjaToken(kind, text, _line));
        }
    }

    private JinjaException Wrong(string found) => new($"line {_line}: {found}");
}
