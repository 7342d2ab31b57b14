using AngleSharp.Dom;
using Ganss.Xss;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>The second wall behind the Markdown parser: only the elements that it writes itself, and links that lead outside.</summary>
internal sealed class HtmlAllowList
{
    private static readonly string[] Tags =
    [
        "p", "br", "hr", "h3", "h4", "h5", "h6", "strong", "em", "del", "ins", "mark", "sub", "sup", "code", "pre", "blockquote",
        "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "a", "div", "span", "button", "input",
    ];

    private static readonly string[] Attributes = ["href", "class", "type", "disabled", "checked", "start", "aria-label", "tabindex"];

    private static readonly string[] Classes =
    [
        "code-block", "code-head", "code-lang", "code-copy", "align-right", "align-center", "task-list-item", "contains-task-list", "footnotes",
    ];

    private static readonly string[] Schemes = ["http", "https", "mailto"];

    private readonly HtmlSanitizer _sanitizer;

    public HtmlAllowList()
    {
        _sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(Tags, StringComparer.OrdinalIgnoreCase),
            AllowedAttributes = new HashSet<string>(Attributes, StringComparer.OrdinalIgnoreCase),
            AllowedClasses = new HashSet<string>(Classes, StringComparer.Ordinal),
            AllowedSchemes = new HashSet<string>(Schemes, StringComparer.OrdinalIgnoreCase),
            UriAttributes = new HashSet<string>(["href"], StringComparer.OrdinalIgnoreCase),
        });
        _sanitizer.FilterUrl += static (_, e) => e.SanitizedUrl = IsOutside(e.OriginalUrl) ? e.SanitizedUrl : null;
        _sanitizer.PostProcessNode += static (_, e) => Finish(e.Node);
    }

    public string Apply(string html) => _sanitizer.Sanitize(html);

    // A relative link of a model's making would lead somewhere into this app.
    private static bool IsOutside(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && Schemes.Contains(uri.Scheme, StringComparer.OrdinalIgnoreCase);

    private static void Finish(INode node)
    {
        switch (node)
        {
            case IElement { LocalName: "a" } link when link.HasAttribute("href"):
                link.SetAttribute("target", "_blank");
                link.SetAttribute("rel", "noopener noreferrer nofollow");
                break;
            case IElement { LocalName: "input" } input when input.GetAttribute("type") != "checkbox" || !input.HasAttribute("disabled"):
                input.Remove();
                break;
        }
    }
}
