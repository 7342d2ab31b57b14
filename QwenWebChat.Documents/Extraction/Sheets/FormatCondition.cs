using System.Globalization;

namespace QwenWebChat.Documents.Extraction.Sheets;

/// <summary>The condition of a number format's section, such as <c>[&gt;=1000]</c>.</summary>
internal readonly record struct FormatCondition(string Operator, double Limit)
{
    private static readonly string[] Operators = ["<=", ">=", "<>", "<", ">", "="];

    /// <summary>True if no positive number meets the condition: such a section contains the minus sign itself, or shows none.</summary>
    public bool IsOnlyNegative => Operator switch
    {
        "<" or "<=" => Limit <= 0,
        "=" => Limit < 0,
        _ => false,
    };

    /// <summary>True if only negative numbers and zero remain for the following sections.</summary>
    public bool LeavesOnlyNegative => Operator is ">" or ">=" && Limit <= 0;

    /// <param name="text">The text between the brackets.</param>
    public static FormatCondition? TryParse(string text)
    {
        string? found = Array.Find(Operators, candidate => text.StartsWith(candidate, StringComparison.Ordinal));
        return found is not null && double.TryParse(text.AsSpan(found.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out double limit) ? new FormatCondition(found, limit) : null;
    }

    public bool Holds(double value) => Operator switch
    {
        "<=" => value <= Limit,
        ">=" => value >= Limit,
        "<>" => value != Limit,
        "<" => value < Limit,
        ">" => value > Limit,
        _ => value == Limit,
    };
}
