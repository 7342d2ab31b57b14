using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using QwenWebChat.App.Chat.Markdown;
using QwenWebChat.Documents.Citations;

namespace QwenWebChat.App.Components.Shared;

/// <summary>Converts the references <c>[n]</c> of rendered text to links to the quoted words.</summary>
internal static partial class CitationLinks
{
    /// <param name="find">Returns the target of a number; null if there is none, and the brackets remain.</param>
    public static IReadOnlyList<RenderedBlock> Mark(IReadOnlyList<RenderedBlock> blocks, Func<int, CitationTarget?> find) =>
        [.. blocks.Select(block => block.Code is null && block.Html.Contains('[', StringComparison.Ordinal) ? block with { Html = Mark(block.Html, find) } : block)];

    private static string Mark(string html, Func<int, CitationTarget?> find) => TagOrReference().Replace(html, match =>
        match.Groups[1].Success && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && find(number) is { } target
            ? Html(number, target)
            : match.Value);

    // Safe: a number, an address of this app, and encoded text.
    private static string Html(int number, CitationTarget target)
    {
        string title = WebUtility.HtmlEncode(target.Title);
        string kind = target.Kind switch
        {
            CitationKind.NotFound => "unfound",
            CitationKind.Close => "close",
            _ => "found",
        };
        return target.Address is { } address
            ? string.Create(CultureInfo.InvariantCulture, $"<a class=\"cite {kind}\" href=\"{WebUtility.HtmlEncode(address)}\" title=\"{title}\">{number}</a>")
            : string.Create(CultureInfo.InvariantCulture, $"<span class=\"cite {kind}\" tabindex=\"0\" role=\"note\" title=\"{title}\">{number}</span>");
    }

    [GeneratedRegex(@"<[^>]*>| ?\[([0-9]{1,6})\]", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TagOrReference();
}
