namespace QwenWebChat.Benchmarks;

/// <summary>Declares the command-line option that sets a property; the property's initial value is the option's default.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OptionAttribute(string name, string description) : Attribute
{
    /// <summary>The name, such as <c>--prompt</c>.</summary>
    public string Name => name;

    /// <summary>The text in the command's help.</summary>
    public string Description => description;

    /// <summary>The placeholder of the value in the command's help.</summary>
    public string? HelpName { get; init; }

    /// <summary>True if the command requires the option.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The smallest valid number.</summary>
    public double Min { get; init; } = double.NegativeInfinity;

    /// <summary>The largest valid number.</summary>
    public double Max { get; init; } = double.PositiveInfinity;

    /// <exception cref="ArgumentException">The value is a number out of the range.</exception>
    public void Check(object? value)
    {
        if (value is int or double)
        {
            double number = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
            string range = double.IsPositiveInfinity(Max) ? FormattableString.Invariant($"at least {Min}") : FormattableString.Invariant($"{Min} to {Max}");
            Require.That(number >= Min && number <= Max, name, value, range);
        }
    }
}
