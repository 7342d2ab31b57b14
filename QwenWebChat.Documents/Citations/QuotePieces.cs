using System.Text.RegularExpressions;

namespace QwenWebChat.Documents.Citations;

/// <summary>What of a quotation stands between its ellipses.</summary>
internal static partial class QuotePieces
{
    /// <summary>In order, without blank ones; one piece where nothing is left out.</summary>
    public static IReadOnlyList<string> Split(string quote) =>
        [.. Ellipsis().Split(quote).Where(piece => !string.IsNullOrWhiteSpace(piece))];

    [GeneratedRegex(@"[\[(（]\s*(?:\.(?:\s*\.)+|[…⋯‥]+)\s*[\])）]|\.(?:\s*\.)+|[…⋯‥]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Ellipsis();
}
