using System.Collections.Frozen;
using AngleSharp.Html.Parser.Tokens;

namespace QwenWebChat.Documents.Extraction.Html;

/// <summary>The elements of a page by their meaning for its text.</summary>
internal static class HtmlElements
{
    /// <summary>Elements whose content is not part of the page's text.</summary>
    public static readonly FrozenSet<string> Skipped = FrozenSet.Create(
        StringComparer.Ordinal,
        "script", "style", "noscript", "template", "svg", "nav", "iframe", "object", "video", "audio", "canvas", "datalist", "map", "noframes", "noembed", "xmp", "rt", "rp", "annotation", "annotation-xml");

    /// <summary>ARIA roles with the same meaning as the skipped elements.</summary>
    public static readonly FrozenSet<string> SkippedRoles = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "navigation", "search", "menu", "menubar", "toolbar", "dialog", "alertdialog", "contentinfo");

    /// <summary>Elements on lines of their own.</summary>
    public static readonly FrozenSet<string> Blocks = FrozenSet.Create(
        StringComparer.Ordinal,
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main",
        "menu", "ol", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul");

    /// <summary>Elements that have neither content nor an end tag.</summary>
    public static readonly FrozenSet<string> Void = FrozenSet.Create(
        StringComparer.Ordinal,
        "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr");

    /// <summary>Returns an attribute's value; null if the tag does not have it.</summary>
    public static string? Attribute(HtmlTagToken tag, string name)
    {
        foreach (HtmlAttributeToken attribute in tag.Attributes)
        {
            if (attribute.Name == name)
            {
                return attribute.Value;
            }
        }

        return null;
    }
}
