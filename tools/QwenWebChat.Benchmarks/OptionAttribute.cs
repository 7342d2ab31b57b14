using System.Globalization;

namespace QwenWebChat.Benchmarks;

/// <summary>
/// Declares the command-line option that sets a parameter of a settings record. Without a default value the command
/// requires the option.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class OptionAttribute(string name, string description) : Attribute
{
    /// <summary>The name, such as <c>--prompt</c>.</summary>
    public string Name => name;

    /// <summary>The text in the command's help.</summary>
    public string Description => description;

    /// <summary>The placeholder of the value in the command's help.</summary>
    public string? Value { get; init; }

    /// <summary>The smallest valid number.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>The largest valid number.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <exception cref="ArgumentException">The value is a number out of the range.</exception>
    public void Check(object? value)
    {
        double number = value is int or double ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : Min;
        string range = double.IsPositiveInfinity(Max) ? FormattableString.Invariant($"at least {Min}") : FormattableString.Invariant($"{Min} to {Max}");
        Require.That(number >= Min && number <= Max, name, value, range);
    }
}
