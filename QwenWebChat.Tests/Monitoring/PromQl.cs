using System.Text.RegularExpressions;

namespace QwenWebChat.Tests.Monitoring;

/// <summary>Which metrics an expression reads.</summary>
internal static partial class PromQl
{
    private static readonly string[] Keywords = ["and", "or", "unless"];

    public static IEnumerable<string> MetricsIn(string expression) =>
        Names().Matches(Labels().Replace(expression, " ")).Select(match => match.Value).Except(Keywords);

    // Selectors, ranges, and what is grouped by.
    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|\bby\s*\([^)]*\)")]
    private static partial Regex Labels();

    // Not functions, which a bracket follows.
    [GeneratedRegex(@"(?<![\w:.])[a-zA-Z_:][\w:]*(?![\w:]|\s*\()")]
    private static partial Regex Names();
}
