using System.Text.RegularExpressions;

namespace QwenWebChat.Documents.Citations;

/// <summary>Splits a quotation at its ellipses.</summary>
internal static partial class QuotePieces
{
    /// <summary>Returns the pieces in order, without blank ones; one piece if there is no ellipsis.</summary>
    public static IReadOnlyList<string> Split(string quote) =>
        [.. Ellipsis().Split(quote).Where(piece => !string.IsNullOrWhiteSpace(piece))];

    [GeneratedRegex(@"[\[(（]\s*(?:\.(?:\s*\.)+|[…⋯‥]+)\s*[\])）]|\.(?:\s*\.)+|[…⋯‥]+", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Ellipsis();
}
