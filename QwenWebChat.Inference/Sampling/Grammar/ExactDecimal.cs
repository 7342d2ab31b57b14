using System.Globalization;
using System.Numerics;

namespace QwenWebChat.Inference.Sampling.Grammar;

/// <summary>A decimal number of any size without rounding: digits / 10^scale.</summary>
internal readonly record struct ExactDecimal : IComparable<ExactDecimal>
{
    private const int MaxExponent = 400;

    private ExactDecimal(BigInteger digits, int scale)
    {
        // Without trailing zeros, so that equal numbers are equal.
        while (scale > 0 && digits % 10 == 0)
        {
            (digits, scale) = (digits / 10, scale - 1);
        }

        (Digits, Scale) = (digits, scale);
    }

    public BigInteger Digits { get; }

    /// <summary>The number of decimals; never negative.</summary>
    public int Scale { get; }

    public bool IsZero => Digits.IsZero;

    public static ExactDecimal operator -(ExactDecimal value) => new(-value.Digits, value.Scale);

    /// <summary>Reads a JSON number; null if it is none, or has more than some 400 digits.</summary>
    public static ExactDecimal? Parse(string text)
    {
        int exponentAt = text.AsSpan().IndexOfAny('e', 'E');
        string mantissa = exponentAt < 0 ? text : text[..exponentAt];
        int exponent = 0;
        if (exponentAt >= 0 && (!int.TryParse(text.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent) || Math.Abs(exponent) > MaxExponent))
        {
            return null;
        }

        int point = mantissa.IndexOf('.', StringComparison.Ordinal);
        string digits = point < 0 ? mantissa : mantissa.Remove(point, 1);
        int scale = (point < 0 ? 0 : mantissa.Length - point - 1) - exponent;
        return digits.Length <= MaxExponent && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger value)
            ? scale >= 0 ? new ExactDecimal(value, scale) : new ExactDecimal(value * BigInteger.Pow(10, -scale), 0)
            : null;
    }

    /// <summary>Returns the digits of the number at a scale that is not below its own.</summary>
    public BigInteger At(int scale) => Digits * BigInteger.Pow(10, scale - Scale);

    public int CompareTo(ExactDecimal other)
    {
        int scale = Math.Max(Scale, other.Scale);
        return At(scale).CompareTo(other.At(scale));
    }

    /// <summary>Returns the least common multiple of two positive numbers.</summary>
    public static ExactDecimal CommonMultiple(ExactDecimal left, ExactDecimal right)
    {
        int scale = Math.Max(left.Scale, right.Scale);
        (BigInteger a, BigInteger b) = (left.At(scale), right.At(scale));
        return new ExactDecimal(a / BigInteger.GreatestCommonDivisor(a, b) * b, scale);
    }

    public override string ToString() => Scale == 0
        ? Digits.ToString(CultureInfo.InvariantCulture)
        : (Digits.Sign < 0 ? "-" : "") + BigInteger.Abs(Digits).ToString(CultureInfo.InvariantCulture).PadLeft(Scale + 1, '0').Insert(Math.Max(1, BigInteger.Abs(Digits).ToString(CultureInfo.InvariantCulture).Length - Scale), ".");
}
