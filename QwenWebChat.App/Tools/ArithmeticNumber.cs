using System.Globalization;

namespace QwenWebChat.App.Tools;

/// <summary>A number of the calculator: a decimal as long as its digits suffice, otherwise a double, which is an approximation.</summary>
internal readonly record struct ArithmeticNumber
{
    // A product below this size would lose digits as a decimal.
    private const decimal MinExact = 1e-10m;

    // Beyond this exponent, every base but 0, 1 and -1 leaves the range of decimals.
    private const int MaxExactExponent = 512;

    private readonly decimal? _exact;
    private readonly double _approximate;

    private ArithmeticNumber(decimal? exact, double approximate)
    {
        (_exact, _approximate) = (exact, approximate);
    }

    public double Value => _exact is { } exact ? (double)exact : _approximate;

    /// <summary>The number as an integer; null if it is not an exact one of this range.</summary>
    public int? Integer => _exact is { } exact && exact == decimal.Truncate(exact) && Math.Abs(exact) <= int.MaxValue ? (int)exact : null;

    public static implicit operator ArithmeticNumber(decimal exact) => new(exact, 0);

    /// <exception cref="ToolException">The number is infinite or undefined.</exception>
    public static ArithmeticNumber Approximate(double value) =>
        double.IsNaN(value) ? throw new ToolException("The expression has no real result.")
        : double.IsInfinity(value) ? throw new ToolException("The result is too large.")
        : new ArithmeticNumber(null, value);

    public static ArithmeticNumber operator +(ArithmeticNumber one, ArithmeticNumber other) => Combine(one, other, (a, b) => a + b, (a, b) => a + b);

    public static ArithmeticNumber operator -(ArithmeticNumber one, ArithmeticNumber other) => Combine(one, other, (a, b) => a - b, (a, b) => a - b);

    public static ArithmeticNumber operator -(ArithmeticNumber number) => number._exact is { } exact ? -exact : Approximate(-number._approximate);

    public static ArithmeticNumber operator *(ArithmeticNumber one, ArithmeticNumber other) => Combine(one, other, (a, b) => Kept(a * b, a == 0 || b == 0), (a, b) => a * b);

    public static ArithmeticNumber operator /(ArithmeticNumber one, ArithmeticNumber other) => other.Value == 0
        ? throw new ToolException("Division by zero.")
        : Combine(one, other, (a, b) => Kept(a / b, a == 0), (a, b) => a / b);

    /// <summary>Returns the remainder with the sign of the divisor.</summary>
    public static ArithmeticNumber operator %(ArithmeticNumber one, ArithmeticNumber other) => other.Value == 0
        ? throw new ToolException("Division by zero.")
        : Combine(one, other, (a, b) => a % b is var rest && rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest, (a, b) => a - (b * Math.Floor(a / b)));

    public static ArithmeticNumber Power(ArithmeticNumber root, ArithmeticNumber exponent)
    {
        if (root.Value == 0 && exponent.Value < 0)
        {
            throw new ToolException("Division by zero.");
        }

        return root._exact is { } exact && exponent.Integer is { } whole && Math.Abs(whole) <= MaxExactExponent && TryPower(exact, Math.Abs(whole)) is { } power
            ? whole < 0 ? (ArithmeticNumber)1m / power : power
            : Approximate(Math.Pow(root.Value, exponent.Value));
    }

    /// <summary>Returns the result of a function that is exact for decimals.</summary>
    public ArithmeticNumber Map(Func<decimal, decimal> exactly, Func<double, double> approximately) =>
        _exact is { } exact ? exactly(exact) : Approximate(approximately(_approximate));

    public ArithmeticNumber SquareRoot()
    {
        double root = Math.Sqrt(Value);
        // The root of a square of few digits is exact.
        return _exact is { } exact && root < 1e12 && (decimal)root is var near && near * near == exact ? near : Approximate(root);
    }

    public int CompareTo(ArithmeticNumber other) => _exact is { } one && other._exact is { } two ? one.CompareTo(two) : Value.CompareTo(other.Value);

    /// <summary>Returns the digits; an approximation begins with ≈.</summary>
    // A division by 1 with 28 decimals removes the zeros at the end.
    public override string ToString() => _exact is { } exact
        ? (exact / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture)
        : $"≈ {_approximate.ToString("G15", CultureInfo.InvariantCulture)}";

    private static ArithmeticNumber? TryPower(decimal root, int exponent)
    {
        try
        {
            decimal power = 1;
            for (int count = 0; count < exponent; count++)
            {
                power = Kept(power * root, root == 0);
            }

            return power;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static decimal Kept(decimal product, bool isZero) => isZero || Math.Abs(product) >= MinExact ? product : throw new OverflowException();

    private static ArithmeticNumber Combine(ArithmeticNumber one, ArithmeticNumber other, Func<decimal, decimal, decimal> exactly, Func<double, double, double> approximately)
    {
        if (one._exact is { } a && other._exact is { } b)
        {
            try
            {
                return exactly(a, b);
            }
            catch (OverflowException)
            {
                // Too large or too small for a decimal.
            }
        }

        return Approximate(approximately(one.Value, other.Value));
    }
}
