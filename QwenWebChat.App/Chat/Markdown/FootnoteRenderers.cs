using System.Globalization;
using Markdig.Extensions.Footnotes;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Microsoft.Extensions.Localization;
using QwenWebChat.App.Resources;

namespace QwenWebChat.App.Chat.Markdown;

/// <summary>
/// Footnotes with ids of their message's own: <c>fn-12-1</c> is the first of message 12, <c>fnref-12-1</c> where it is
/// cited. The page's script follows the links.
/// </summary>
internal sealed class FootnoteRenderers(string scope, IStringLocalizer<UiText> text)
{
    public void AddTo(HtmlRenderer renderer)
    {
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlFootnoteLinkRenderer>(new Link(scope, text));
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlFootnoteGroupRenderer>(new Group(scope, text));
    }

    private sealed class Link(string scope, IStringLocalizer<UiText> text) : HtmlObjectRenderer<FootnoteLink>
    {
        protected override void Write(HtmlRenderer renderer, FootnoteLink link)
        {
            string order = link.Footnote.Order.ToString(CultureInfo.InvariantCulture);
            string index = link.Index.ToString(CultureInfo.InvariantCulture);
            renderer.Write(link.IsBackLink
                ? $"<a href=\"#fnref-{scope}-{index}\" class=\"footnote-back\" aria-label=\"{text["FootnoteBack", order]}\">↩</a>"
                : $"<sup><a id=\"fnref-{scope}-{index}\" href=\"#fn-{scope}-{order}\" class=\"footnote-ref\" aria-label=\"{text["Footnote", order]}\">{order}</a></sup>");
        }
    }

    private sealed class Group(string scope, IStringLocalizer<UiText> text) : HtmlObjectRenderer<FootnoteGroup>
    {
        protected override void Write(HtmlRenderer renderer, FootnoteGroup group)
        {
            renderer.Write($"<div class=\"footnotes\" role=\"group\" aria-label=\"{text["Footnotes"]}\"><ol>");
            foreach (Footnote footnote in group.OfType<Footnote>())
            {
                // Focus goes there when the link is followed.
                renderer.Write($"<li id=\"fn-{scope}-{footnote.Order.ToString(CultureInfo.InvariantCulture)}\" tabindex=\"-1\">");
                renderer.WriteChildren(footnote);
                renderer.Write("</li>");
            }

            renderer.Write("</ol></div>");
        }
    }
}
