using System.Numerics;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>
/// The rest of a number of a range, without exponent, after its first characters. A character may come if some number of the
/// range goes on with it, which exact arithmetic decides.
/// </summary>
internal sealed class NumberExpression(ExpressionPool pool, NumberRange range, string prefix) : Expression(pool)
{
    private const string Characters = "-.0123456789";
    private const int MaxLength = 350;

    private readonly bool _isNegative = prefix.StartsWith('-');

    public override bool IsNullable { get; } = prefix.Length > 0 && char.IsAsciiDigit(prefix[^1]) && ExactDecimal.Parse(prefix) is { } value && Has(range, value);

    protected override Expression DeriveKnown(byte value)
    {
        string longer = prefix + (char)value;
        return FreeRest(longer) ?? Pool.Number(range, longer);
    }

    protected override ByteSet ReadFirst()
    {
        ByteSet first = ByteSet.None;
        foreach (char next in Characters.Where(next => (next != '.' || range.AllowsPoint) && IsSpelled(prefix, next) && CanEnd(prefix + next)))
        {
            first |= ByteSet.Of((byte)next);
        }

        return first;
    }

    private static bool Has(NumberRange range, ExactDecimal value)
    {
        int scale = Math.Max(range.Scale, value.Scale);
        BigInteger digits = value.At(scale);
        return range.HasNumberIn(digits, digits + 1, scale) && (range.Max is not { } max || value.CompareTo(max) < (range.IsMaxExclusive ? 0 : 1))
            && (range.Min is not { } min || value.CompareTo(min) > (range.IsMinExclusive ? 0 : -1))
            && (range.Step is not { } step || (digits % step.At(scale)).IsZero);
    }

    private static bool IsSpelled(string prefix, char next) => next switch
    {
        '-' => prefix.Length == 0,
        '.' => prefix.Length > 0 && char.IsAsciiDigit(prefix[^1]) && !prefix.Contains('.', StringComparison.Ordinal),
        _ => prefix is not ("0" or "-0") && prefix.Length < MaxLength,
    };

    // Whether a number of the range begins with a text.
    private bool CanEnd(string text)
    {
        bool isNegative = text.StartsWith('-');
        string digits = isNegative ? text[1..] : text;
        NumberRange magnitudes = isNegative ? range.Mirrored : range;
        if (digits.Length == 0)
        {
            return magnitudes.HasNumberIn(0, null, magnitudes.Scale);
        }

        (BigInteger low, BigInteger high, int scale) = Interval(digits);
        if (digits.Contains('.', StringComparison.Ordinal) || low.IsZero)
        {
            return magnitudes.HasNumberIn(low, high, scale);
        }

        // More digits before the point multiply the number by ten each.
        while (!magnitudes.HasNumberIn(low, high, scale))
        {
            if (magnitudes.Max is { } max && low > max.At(scale))
            {
                return false;
            }

            (low, high) = (low * 10, high * 10);
        }

        return true;
    }

    // [low, high) holds the magnitudes that begin with these digits, without further ones before the point.
    private (BigInteger Low, BigInteger High, int Scale) Interval(string digits)
    {
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        int decimals = point < 0 ? 0 : digits.Length - point - 1;
        int scale = Math.Max(range.Scale, decimals);
        BigInteger unit = BigInteger.Pow(10, scale - decimals);
        BigInteger low = BigInteger.Parse(point < 0 ? digits : digits.Remove(point, 1), System.Globalization.CultureInfo.InvariantCulture) * unit;
        return (low, low + unit, scale);
    }

    private Expression? Decimals(NumberRange magnitudes, BigInteger low, bool isAbove, bool isBelow, int scale, int min)
    {
        Expression digit = JsonParts.Digit(Pool);
        Expression digits = Pool.Repeat(digit, 0, int.MaxValue);
        if (magnitudes.Max is { } max && low == max.At(scale))
        {
            return Pool.Repeat(Pool.Byte('0'), min, int.MaxValue);
        }

        bool isMin = magnitudes.Min is { } lowest && low == lowest.At(scale);
        return !isBelow ? null
            : isAbove || (isMin && !magnitudes.IsMinExclusive) ? Pool.Repeat(digit, min, int.MaxValue)
            : isMin ? Pool.Concatenate(Pool.Repeat(Pool.Byte('0'), 0, int.MaxValue), Pool.Bytes(ByteSet.Range((byte)'1', (byte)'9')), digits)
            : null;
    }

    // What follows once any digits do, or only zeros: the number's text so far no longer matters. Null before that.
    private Expression? FreeRest(string text)
    {
        string digits = _isNegative || text.StartsWith('-') ? text[1..] : text;
        if (digits.Length == 0)
        {
            return null;
        }

        NumberRange magnitudes = text.StartsWith('-') ? range.Mirrored : range;
        (BigInteger low, BigInteger high, int scale) = Interval(digits);
        bool isAbove = magnitudes.Min is not { } min || low > min.At(scale);
        bool isBelow = magnitudes.Max is not { } max || high <= max.At(scale);
        int point = digits.IndexOf('.', StringComparison.Ordinal);
        bool needsDigit = point == digits.Length - 1;
        if (point >= 0)
        {
            return magnitudes.Step is null ? Decimals(magnitudes, low, isAbove, isBelow, scale, needsDigit ? 1 : 0)
                : digits.Length - point - 1 > range.Scale ? Pool.Repeat(Pool.Byte('0'), 0, int.MaxValue)
                : null;
        }

        return magnitudes.Step is null && magnitudes.Max is null && isAbove && !low.IsZero
            ? Pool.Concatenate(Pool.Repeat(JsonParts.Digit(Pool), 0, int.MaxValue), range.AllowsPoint ? JsonParts.OptionalFraction(Pool) : Pool.Empty)
            : null;
    }

    protected override BytePartition ReadPartition() => Pool.Known(BytePartition.Of(value => Characters.IndexOf((char)value, StringComparison.Ordinal)));
}
