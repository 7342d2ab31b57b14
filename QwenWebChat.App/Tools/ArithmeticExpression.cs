using System.Globalization;

namespace QwenWebChat.App.Tools;

/// <summary>
/// Evaluates arithmetic expressions by recursive descent, with bounded length and depth. <c>^</c> and <c>**</c> are powers and
/// bind from the right; <c>%</c> is the remainder before an operand and otherwise percent. Signs as in Chinese or typeset text
/// (<c>×</c>, <c>÷</c>, <c>−</c>, full-width characters) count as the plain ones.
/// </summary>
internal sealed class ArithmeticExpression
{
    private const int MaxLength = 1_000;
    private const int MaxDepth = 100;

    private readonly string _text;
    private int _at;
    private int _depth;
    private int _callDepth;

    private ArithmeticExpression(string text)
    {
        _text = text;
    }

    private char Next
    {
        get
        {
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            {
                _at++;
            }

            return _at < _text.Length ? _text[_at] : '\0';
        }
    }

    private bool IsOperandNext => Next is '(' or '.' || char.IsAsciiDigit(Next) || char.IsLetter(Next);

    /// <exception cref="ToolException">The expression is malformed, too long, or has no result.</exception>
    public static ArithmeticNumber Evaluate(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new ToolException($"The expression has {text.Length} characters; at most {MaxLength} are allowed.");
        }

        ArithmeticExpression expression = new(string.Concat(text.Select(Plain)).Replace("**", "^", StringComparison.Ordinal).TrimEnd(' ', '='));
        ArithmeticNumber result = expression.Sum();
        return expression.Next == '\0' ? result : throw expression.Unexpected("an operator");
    }

    private static char Plain(char character) => character switch
    {
        '×' or '·' or '∙' or '⋅' => '*',
        '÷' or '∕' => '/',
        '−' or '–' => '-',
        >= '\uFF01' and <= '\uFF5E' => (char)(character - 0xFEE0),
        _ => character,
    };

    private ArithmeticNumber Sum()
    {
        ArithmeticNumber sum = Product();
        while (Next is '+' or '-')
        {
            bool isMinus = _text[_at++] == '-';
            ArithmeticNumber term = Product();
            sum = isMinus ? sum - term : sum + term;
        }

        return sum;
    }

    private ArithmeticNumber Product()
    {
        ArithmeticNumber product = Signed();
        while (Next is '*' or '/' or '%')
        {
            char sign = _text[_at++];
            ArithmeticNumber factor = Signed();
            product = sign == '*' ? product * factor : sign == '/' ? product / factor : product % factor;
        }

        return product;
    }

    private ArithmeticNumber Signed()
    {
        if (++_depth > MaxDepth)
        {
            throw new ToolException($"The expression is nested more than {MaxDepth} deep.");
        }

        bool isMinus = Next == '-';
        bool isSigned = isMinus || Next == '+';
        _at += isSigned ? 1 : 0;
        ArithmeticNumber number = isSigned ? Signed() : PowerOf();
        _depth--;
        return isMinus ? -number : number;
    }

    private ArithmeticNumber PowerOf()
    {
        ArithmeticNumber root = Postfix();
        if (Next != '^')
        {
            return root;
        }

        _at++;
        return ArithmeticNumber.Power(root, Signed());
    }

    private ArithmeticNumber Postfix()
    {
        ArithmeticNumber number = Operand();
        while (true)
        {
            int before = _at;
            if (Next == '!')
            {
                _at++;
                number = ArithmeticFunctions.Factorial(number);
                continue;
            }

            if (Next != '%')
            {
                return number;
            }

            _at++;
            if (IsOperandNext)
            {
                _at = before;
                return number;
            }

            number /= 100m;
        }
    }

    private ArithmeticNumber Operand()
    {
        if (Next == '(')
        {
            _at++;
            ArithmeticNumber inner = Sum();
            Require(')');
            return inner;
        }

        return char.IsAsciiDigit(Next) || Next == '.' ? Number()
            : char.IsLetter(Next) ? Named()
            : throw Unexpected("a number");
    }

    private ArithmeticNumber Named()
    {
        int start = _at;
        while (_at < _text.Length && char.IsLetterOrDigit(_text[_at]))
        {
            _at++;
        }

        string name = _text[start.._at];
        if (Next != '(')
        {
            return ArithmeticFunctions.FindConstant(name) ?? throw new ToolException($"Unknown name {name} at character {start + 1}.");
        }

        _at++;
        _callDepth++;
        List<ArithmeticNumber> arguments = Next == ')' ? [] : [Sum()];
        while (Next is ',' or ';')
        {
            _at++;
            arguments.Add(Sum());
        }

        _callDepth--;
        Require(')');
        return ArithmeticFunctions.Call(name, arguments);
    }

    private ArithmeticNumber Number()
    {
        int start = _at;
        TakeDigits();
        // Among the arguments of a function, a comma stands between two numbers.
        while (_callDepth == 0 && IsThousands())
        {
            _at += 4;
        }

        if (_at < _text.Length && _text[_at] == '.')
        {
            _at++;
            TakeDigits();
        }

        TakeExponent();
        string digits = _text[start.._at].Replace(",", "", StringComparison.Ordinal);
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double value))
        {
            _at = start;
            throw Unexpected("a number");
        }

        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out decimal exact) && (exact != 0 || value == 0)
            ? exact
            : ArithmeticNumber.Approximate(value);
    }

    private void TakeDigits()
    {
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }
    }

    private bool IsThousands() =>
        _at + 3 < _text.Length && _text[_at] == ',' && _text.AsSpan(_at + 1, 3).ContainsAnyExceptInRange('0', '9') is false
        && (_at + 4 == _text.Length || !char.IsAsciiDigit(_text[_at + 4]));

    // An e without digits behind it is the constant, which needs an operator before it.
    private void TakeExponent()
    {
        int digits = _at + 1 < _text.Length && _text[_at + 1] is '+' or '-' ? _at + 2 : _at + 1;
        if (_at < _text.Length && _text[_at] is 'e' or 'E' && digits < _text.Length && char.IsAsciiDigit(_text[digits]))
        {
            _at = digits;
            TakeDigits();
        }
    }

    private void Require(char character)
    {
        if (Next != character)
        {
            throw Unexpected(character.ToString());
        }

        _at++;
    }

    private ToolException Unexpected(string expected) => Next == '\0'
        ? new ToolException($"The expression ends at character {_at + 1}; expected {expected}.")
        : new ToolException($"Found {Next} at character {_at + 1}; expected {expected}.");
}
