namespace QwenWebChat.App.Tools;

/// <summary>The functions and constants of the calculator.</summary>
internal static class ArithmeticFunctions
{
    private const int MaxDecimals = 28;
    private const int MaxFactorial = 170;

    private static readonly Dictionary<string, ArithmeticNumber> Constants = new(StringComparer.OrdinalIgnoreCase)
    {
        ["pi"] = ArithmeticNumber.Approximate(Math.PI),
        ["π"] = ArithmeticNumber.Approximate(Math.PI),
        ["e"] = ArithmeticNumber.Approximate(Math.E),
    };

    private static readonly Dictionary<string, Func<double, double>> Approximations = new(StringComparer.OrdinalIgnoreCase)
    {
        ["cbrt"] = Math.Cbrt,
        ["exp"] = Math.Exp,
        ["ln"] = Math.Log,
        ["sin"] = Math.Sin,
        ["cos"] = Math.Cos,
        ["tan"] = Math.Tan,
        ["asin"] = Math.Asin,
        ["acos"] = Math.Acos,
        ["atan"] = Math.Atan,
    };

    public static ArithmeticNumber? FindConstant(string name) => Constants.TryGetValue(name, out ArithmeticNumber value) ? value : null;

    /// <exception cref="ToolException">There is no such function, or it cannot have these arguments.</exception>
    public static ArithmeticNumber Call(string name, IReadOnlyList<ArithmeticNumber> arguments) => (name.ToLowerInvariant(), arguments) switch
    {
        (_, []) => throw new ToolException($"{name} needs an argument."),
        ("sqrt", [var x]) => x.SquareRoot(),
        ("abs", [var x]) => x.Map(Math.Abs, Math.Abs),
        ("floor", [var x]) => x.Map(Math.Floor, Math.Floor),
        ("ceil", [var x]) => x.Map(Math.Ceiling, Math.Ceiling),
        ("round", [var x]) => Round(x, 0),
        ("round", [var x, { Integer: >= 0 and <= MaxDecimals and { } decimals }]) => Round(x, decimals),
        ("mod", [var x, var divisor]) => x % divisor,
        ("log", [var x]) => ArithmeticNumber.Approximate(Math.Log10(x.Value)),
        ("log", [var x, var newBase]) => ArithmeticNumber.Approximate(Math.Log(x.Value, newBase.Value)),
        ("min", _) => arguments.Aggregate((one, other) => other.CompareTo(one) < 0 ? other : one),
        ("max", _) => arguments.Aggregate((one, other) => other.CompareTo(one) > 0 ? other : one),
        ("sum", _) => arguments.Aggregate((one, other) => one + other),
        ("avg", _) => arguments.Aggregate((one, other) => one + other) / (decimal)arguments.Count,
        (_, [var x]) when Approximations.TryGetValue(name, out Func<double, double>? function) => ArithmeticNumber.Approximate(function(x.Value)),
        _ => throw new ToolException($"There is no function {name} with {arguments.Count} argument{(arguments.Count == 1 ? "" : "s")} like these."),
    };

    /// <exception cref="ToolException">The number has no factorial, or one that is too large.</exception>
    public static ArithmeticNumber Factorial(ArithmeticNumber number)
    {
        if (number.Integer is not (>= 0 and <= MaxFactorial and { } last))
        {
            throw new ToolException($"! needs a whole number from 0 to {MaxFactorial}.");
        }

        ArithmeticNumber product = 1m;
        for (int factor = 2; factor <= last; factor++)
        {
            product *= (decimal)factor;
        }

        return product;
    }

    private static ArithmeticNumber Round(ArithmeticNumber number, int decimals) => number.Map(
        exact => decimal.Round(exact, decimals, MidpointRounding.AwayFromZero),
        // A double has no more than 15 decimals to round to.
        approximate => Math.Round(approximate, Math.Min(decimals, 15), MidpointRounding.AwayFromZero));
}
