using System.Text;

namespace QwenWebChat.Documents.Extraction.Sheets;

/// <summary>
/// Splits an Excel number format (ECMA-376, 18.8.31) into its sections, in the subset of the notation that ExcelNumberFormat
/// handles correctly: literal characters are escaped; colors, calendars, fill characters and padding are removed.
/// </summary>
internal sealed class FormatPattern(string pattern)
{
    private const string MorningOrAfternoon = "上午/下午";

    private readonly StringBuilder _section = new();
    private readonly int _length = pattern.Length;
    private FormatSection _found = new();
    private int _position;

    public static List<FormatSection> Split(string pattern)
    {
        // Chinese and Japanese Excel writes the general format this way.
        FormatPattern parser = new(pattern.StartsWith("G/", StringComparison.Ordinal) ? "General" : pattern);
        List<FormatSection> sections = [];
        while (parser._position <= parser._length)
        {
            sections.Add(parser.ReadSection());
        }

        return sections;
    }

    private FormatSection ReadSection()
    {
        _section.Clear();
        _found = new FormatSection();
        while (_position < _length && pattern[_position] != ';')
        {
            ReadToken(pattern[_position++]);
        }

        _position++;
        return _found with { Pattern = _found.IsFraction ? _section.ToString() : WithoutPadding() };
    }

    // Blanks in place of digits align the numbers of a column; they would separate a sign from its number.
    private string WithoutPadding()
    {
        for (int index = 0; index < _section.Length; index++)
        {
            if (_section[index] == '\\')
            {
                index++;
            }
            else if (_section[index] == '?')
            {
                _section[index] = '#';
            }
        }

        return _section.ToString();
    }

    private void ReadToken(char first)
    {
        switch (first)
        {
            case '"':
                Escape(Until('"'));
                break;
            case '\\':
                Escape(Next());
                break;
            case '_':
                // A gap as wide as the next character.
                Next();
                Escape(" ");
                break;
            case '*':
                // The next character fills the cell.
                Next();
                break;
            case '[':
                ReadBrackets(Until(']').ToString());
                break;
            case '#' or '?' or '0' or ',' or '.' or '%' or '/' or '@':
                ReadNumber(first);
                break;
            default:
                ReadLetters(first);
                break;
        }
    }

    private void ReadBrackets(string text)
    {
        if (text.Length > 0 && !text.AsSpan().ContainsAnyExcept(text[0], char.ToUpperInvariant(text[0])) && char.ToLowerInvariant(text[0]) is 'h' or 'm' or 's')
        {
            _section.Append('[').Append(text.ToLowerInvariant()).Append(']');
            _found = _found with { IsDate = true, IsDuration = true, EndsInSeconds = text[0] is 's' or 'S' };
        }
        else if (text.StartsWith('$'))
        {
            Escape(text.AsSpan(1).IndexOf('-') is >= 0 and var end ? text.AsSpan(1, end) : text.AsSpan(1));
        }
        else if (FormatCondition.TryParse(text) is { } condition)
        {
            _found = _found with { Condition = condition };
        }
    }

    private void ReadNumber(char sign)
    {
        if (sign == '.' && _found.EndsInSeconds)
        {
            int digits = Run('0');
            _section.Append(digits > 0 ? FormatSection.Fraction.ToString() : "\\.");
            _found = _found with { SecondDecimalCount = digits, EndsInSeconds = false };
            return;
        }

        _section.Append(sign);
        _found = sign switch
        {
            '.' => _found with { HasPoint = true },
            '%' => _found with { PercentCount = _found.PercentCount + 1 },
            '/' => _found with { IsFraction = true },
            ',' => _found with { TrailingCommaCount = _found.TrailingCommaCount + 1 },
            '@' => _found with { IsText = true },
            _ when _found.ExponentStart is not null => _found,
            _ when _found.HasPoint => _found with { DecimalCount = _found.DecimalCount + 1, TrailingCommaCount = 0 },
            _ => _found with { WholeCount = _found.WholeCount + 1, TrailingCommaCount = 0 },
        };
    }

    private void ReadLetters(char first)
    {
        char letter = char.ToLowerInvariant(first);
        if (letter is 'y' or 'm' or 'd' or 'h' or 's')
        {
            AppendDate(new string(letter, 1 + Run(first)), letter == 's');
        }
        else if (letter == 'e' && _position < _length && pattern[_position] is '+' or '-')
        {
            _found = _found with { ExponentStart = _section.Length };
            _section.Append('E').Append(pattern[_position++]);
        }
        else if (TakeWord(first, "General"))
        {
            _section.Append("General");
            _found = _found with { IsGeneral = true };
        }
        else if (TakeWord(first, "AM/PM") || TakeWord(first, MorningOrAfternoon))
        {
            AppendDate("AM/PM", isSeconds: false);
        }
        else if (TakeWord(first, "A/P"))
        {
            AppendDate("A/P", isSeconds: false);
        }
        else
        {
            ReadForeign(first, letter);
        }
    }

    // Years of other calendars become years, Japanese weekdays become weekdays, and names of eras are removed.
    private void ReadForeign(char first, char letter)
    {
        int run = letter is 'e' or 'b' or 'a' or 'g' ? 1 + Run(first) : 1;
        if (letter is 'e' or 'b')
        {
            AppendDate("yyyy", isSeconds: false);
        }
        else if (letter == 'a' && run >= 3)
        {
            AppendDate(run == 3 ? "ddd" : "dddd", isSeconds: false);
        }
        else if (first is >= '1' and <= '9')
        {
            // It is the denominator of a fraction; elsewhere the library takes it for a literal.
            _section.Append(first);
        }
        else if (letter != 'g')
        {
            Escape(new string(first, run));
        }
    }

    private void AppendDate(string token, bool isSeconds)
    {
        _section.Append(token);
        _found = _found with { IsDate = true, EndsInSeconds = isSeconds };
    }

    private void Escape(ReadOnlySpan<char> text)
    {
        foreach (char character in text)
        {
            _section.Append('\\').Append(character);
        }
    }

    private ReadOnlySpan<char> Next() => _position < _length ? pattern.AsSpan(_position++, 1) : default;

    private ReadOnlySpan<char> Until(char end)
    {
        int start = _position;
        int length = pattern.AsSpan(start).IndexOf(end);
        _position = length < 0 ? _length : start + length + 1;
        return pattern.AsSpan(start, length < 0 ? _length - start : length);
    }

    private int Run(char character)
    {
        int start = _position;
        while (_position < _length && pattern[_position] == character)
        {
            _position++;
        }

        return _position - start;
    }

    private bool TakeWord(char first, string word)
    {
        if (char.ToLowerInvariant(first) != char.ToLowerInvariant(word[0]) || !pattern.AsSpan(_position).StartsWith(word.AsSpan(1), StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        _position += word.Length - 1;
        return true;
    }
}
