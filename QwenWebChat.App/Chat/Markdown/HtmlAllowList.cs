using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Ganss.Xss;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>The second wall behind the Markdown parser: only the elements that it writes itself, and links that lead outside.</summary>
internal sealed partial class HtmlAllowList
{
    private static readonly string[] Tags =
    [
        "p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "del", "ins", "s", "u", "mark", "sub", "sup", "kbd", "small", "code", "pre", "blockquote", "details", "summary",
        "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "a", "div", "span", "button", "input",
    ];

    private static readonly string[] Attributes = ["href", "class", "type", "disabled", "checked", "start", "aria-label", "aria-pressed", "role", "tabindex", "id", "data-file", "data-math", "data-diagram", "dir", "open"];

    private static readonly string[] Classes =
    [
        "code-block", "code-head", "code-lang", "code-button", "code-copy", "code-save", "code-source", "code-wrap", "diagram-view", "math", "table-scroll",
        "align-right", "align-center", "task-list-item", "contains-task-list", "footnotes", "footnote-ref", "footnote-back", .. TokenClass.All,
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
        _sanitizer.FilterUrl += static (_, e) => e.SanitizedUrl = IsOutside(e.OriginalUrl) || Footnote().IsMatch(e.OriginalUrl) ? e.SanitizedUrl : null;
        _sanitizer.PostProcessNode += static (_, e) => Finish(e.Node);
    }

    public string Apply(string html) => _sanitizer.Sanitize(html);

    // A relative link of a model's making would lead somewhere into this app.
    private static bool IsOutside(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && Schemes.Contains(uri.Scheme, StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex("^#?fn(ref)?-[a-z0-9]+-[0-9]+$")]
    private static partial Regex Footnote();

    private static void Finish(INode node)
    {
        if (node is IElement { Id: { } id } named && (id.StartsWith('#') || !Footnote().IsMatch(id)))
        {
            named.RemoveAttribute("id");
        }

        switch (node)
        {
            case IElement { LocalName: "a" } link when link.GetAttribute("href") is { } href && !href.StartsWith('#'):
                link.SetAttribute("target", "_blank");
                link.SetAttribute("rel", "noopener noreferrer nofollow");
                break;
            case IElement { LocalName: "input" } input when input.GetAttribute("type") != "checkbox" || !input.HasAttribute("disabled"):
                input.Remove();
                break;
        }
    }
}
