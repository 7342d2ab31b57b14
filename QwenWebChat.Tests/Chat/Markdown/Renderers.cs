using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Chat.Markdown;
using QwenWebChat.App.Resources;

namespace QwenWebChat.Tests.Chat.Markdown;

/// <summary>The renderer as the app makes it, and what it writes as a tree.</summary>
internal static class Renderers
{
    public static MarkdownRenderer New() => new(
        new StringLocalizer<UiText>(new ResourceManagerStringLocalizerFactory(Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance)),
        new CodeHighlighter());

    public static IElement Parse(IEnumerable<RenderedBlock> blocks) => new HtmlParser().ParseDocument(string.Concat(blocks.Select(block => block.Html))).Body!;

    /// <summary>Nothing that a browser would run, fetch or style by, and no link but those that lead outside or to a footnote.</summary>
    public static void AssertInert(IElement body)
    {
        Assert.Empty(body.QuerySelectorAll("script, iframe, object, embed, svg, math, style, link, img, video, audio, form, base, meta, template, textarea"));
        foreach (IElement element in body.QuerySelectorAll("*"))
        {
            Assert.DoesNotContain(element.Attributes, attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || attribute.Name is "style" or "src" or "srcset" or "formaction");
            Assert.Matches("^(https?://.*|mailto:.*|#fn(ref)?-[a-z0-9]+-[0-9]+)?$", element.GetAttribute("href") ?? "");
            Assert.Matches("^(fn(ref)?-[a-z0-9]+-[0-9]+)?$", element.Id ?? "");
        }
    }
}
