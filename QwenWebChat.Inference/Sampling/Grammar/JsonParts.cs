namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>The parts of JSON (RFC 8259) as expressions.</summary>
internal sealed class JsonParts
{
    /// <summary>The number of white space characters at one place after which an answer must go on.</summary>
    public const int MaxBlanks = 100;

    private readonly ExpressionPool _pool;

    public JsonParts(ExpressionPool pool)
    {
        _pool = pool;
        Space = pool.Repeat(pool.Bytes(ByteSet.Of(" \t\r\n"u8)), 0, int.MaxValue);
        Character = pool.Character(CodePointSet.All, TextEncoding.Json);
        Comma = pool.Concatenate(Space, pool.Byte(','), Space);
        Colon = pool.Concatenate(Space, pool.Byte(':'), Space);
        Null = pool.Text("null");
        Boolean = pool.Alternate(pool.Text("true"), pool.Text("false"));
        AnyString = Quoted(pool.Repeat(Character, 0, int.MaxValue));
        Expression digits = pool.Repeat(Digit(pool), 1, int.MaxValue);
        Exponent = pool.Optional(pool.Concatenate(pool.Bytes(ByteSet.Of("eE"u8)), pool.Optional(pool.Bytes(ByteSet.Of("+-"u8))), digits));
        Whole = pool.Alternate(pool.Byte('0'), pool.Concatenate(pool.Bytes(ByteSet.Range((byte)'1', (byte)'9')), pool.Repeat(Digit(pool), 0, int.MaxValue)));
        AnyNumber = pool.Concatenate(Minus, Whole, OptionalFraction(pool), Exponent);
        AnyInteger = pool.Concatenate(Minus, Whole, ZeroFraction);
        Rule value = new(pool, "value", isNullable: false);
        AnyValue = value;
        AnyObject = Object(pool.Concatenate(AnyString, Colon, value), 0, int.MaxValue);
        AnyArray = Array(value, 0, int.MaxValue);
        value.Body = pool.Alternate([AnyString, AnyNumber, Boolean, Null, AnyArray, AnyObject]);
    }

    public Expression Space { get; }

    /// <summary>One character of a string, as itself or as an escape.</summary>
    public Expression Character { get; }

    public Expression Comma { get; }

    public Expression Colon { get; }

    public Expression Null { get; }

    public Expression Boolean { get; }

    public Expression AnyString { get; }

    public Expression AnyNumber { get; }

    /// <summary>A number without a fraction other than zero, and without exponent.</summary>
    public Expression AnyInteger { get; }

    public Expression AnyValue { get; }

    public Expression AnyObject { get; }

    public Expression AnyArray { get; }

    private Expression Minus => _pool.Optional(_pool.Byte('-'));

    private Expression Whole { get; }

    private Expression Exponent { get; }

    private Expression ZeroFraction => _pool.Optional(_pool.Concatenate(_pool.Byte('.'), _pool.Repeat(_pool.Byte('0'), 1, int.MaxValue)));

    public static Expression Digit(ExpressionPool pool) => pool.Bytes(ByteSet.Range((byte)'0', (byte)'9'));

    public static Expression OptionalFraction(ExpressionPool pool) =>
        pool.Optional(pool.Concatenate(pool.Byte('.'), pool.Repeat(Digit(pool), 1, int.MaxValue)));

    public Expression Quoted(Expression content) => _pool.Concatenate(_pool.Byte('"'), content, _pool.Byte('"'));

    public Expression Text(string text) => Quoted(_pool.Literal(System.Text.Encoding.UTF8.GetBytes(text), 0, TextEncoding.Json));

    /// <summary>Returns the numbers of a range; <see cref="ExpressionPool.Nothing"/> if there are none.</summary>
    public Expression Number(NumberRange range)
    {
        if (!range.HasNumber)
        {
            return _pool.Nothing;
        }

        if (range.IsAll)
        {
            return AnyNumber;
        }

        if (range with { AllowsPoint = true } == IntegerRange)
        {
            return range.AllowsPoint ? AnyInteger : _pool.Concatenate(Minus, Whole);
        }

        return range.IsOnlyASign ? Positive(range.IsMinExclusive) : _pool.Number(range, "");
    }

    /// <summary>Returns the numbers of a range that are not integers, without exponent.</summary>
    public Expression Fraction(NumberRange range)
    {
        Expression digits = _pool.Repeat(Digit(_pool), 0, int.MaxValue);
        Expression fraction = _pool.Concatenate(Minus, Whole, _pool.Byte('.'), digits, _pool.Bytes(ByteSet.Range((byte)'1', (byte)'9')), digits);
        Expression both = range.IsAll ? fraction : _pool.Intersect([fraction, range.IsOnlyASign ? Positive(range.IsMinExclusive) : _pool.Number(range, "")]);
        return range.HasNumber && StringSearch.HasString(both) ? both : _pool.Nothing;
    }

    public static NumberRange IntegerRange { get; } = NumberRange.All with { Step = ExactDecimal.Parse("1") };

    public Expression Array(Expression item, int min, int max) => Between('[', item, min, max, ']');

    public Expression Object(Expression member, int min, int max) => Between('{', member, min, max, '}');

    /// <summary>Returns an array or object of exactly these members.</summary>
    public Expression Series(char begin, IReadOnlyList<Expression> members, char end)
    {
        Expression all = _pool.Byte(end);
        for (int i = members.Count - 1; i >= 0; i--)
        {
            all = _pool.Concatenate(members[i], Space, i == members.Count - 1 ? _pool.Empty : _pool.Concatenate(_pool.Byte(','), Space), all);
        }

        return _pool.Concatenate(_pool.Byte(begin), Space, all);
    }

    // A positive number, or one that is not negative.
    private Expression Positive(bool isZeroExcluded)
    {
        Expression digits = _pool.Repeat(Digit(_pool), 0, int.MaxValue);
        if (!isZeroExcluded)
        {
            return _pool.Alternate(
                _pool.Concatenate(Whole, OptionalFraction(_pool), Exponent),
                _pool.Concatenate(_pool.Text("-0"), ZeroFraction));
        }

        Expression nonZero = _pool.Bytes(ByteSet.Range((byte)'1', (byte)'9'));
        return _pool.Alternate(
            _pool.Concatenate(nonZero, digits, OptionalFraction(_pool), Exponent),
            _pool.Concatenate(_pool.Text("0."), _pool.Repeat(_pool.Byte('0'), 0, int.MaxValue), nonZero, digits, Exponent));
    }

    private Expression Between(char begin, Expression item, int min, int max, char end)
    {
        Expression more = max == int.MaxValue ? _pool.Repeat(_pool.Concatenate(Comma, item), Math.Max(0, min - 1), max)
            : _pool.Repeat(_pool.Concatenate(Comma, item), Math.Max(0, min - 1), Math.Max(0, max - 1));
        Expression items = max == 0 ? _pool.Empty : _pool.Concatenate(item, more, Space);
        return _pool.Concatenate(_pool.Byte(begin), Space, min == 0 ? _pool.Optional(items) : items, _pool.Byte(end));
    }
}
