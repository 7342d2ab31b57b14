using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Chat.Markdown;
using QwenWebChat.App.Resources;

namespace QwenWebChat.Tests.Chat.Markdown;

public sealed class MarkdownRendererTests
{
    private readonly MarkdownRenderer _renderer = new(new StringLocalizer<UiText>(
        new ResourceManagerStringLocalizerFactory(Options.Create(new LocalizationOptions()), NullLoggerFactory.Instance)));

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("a <img src=x onerror=alert(1)> b")]
    [InlineData("<iframe src=\"https://example.com\"></iframe>")]
    [InlineData("<svg onload=alert(1)><circle/></svg>")]
    [InlineData("<style>body { display: none }</style>")]
    [InlineData("<a href=\"javascript:alert(1)\">x</a>")]
    [InlineData("[x](javascript:alert(1))")]
    [InlineData("[x](JaVaScRiPt:alert(1))")]
    [InlineData("[x](java\tscript:alert(1))")]
    [InlineData("[x](&#106;avascript:alert(1))")]
    [InlineData("[x](data:text/html;base64,PHNjcmlwdD4=)")]
    [InlineData("[x](vbscript:msgbox(1))")]
    [InlineData("[x](file:///etc/passwd)")]
    [InlineData("[x](/admin)")]
    [InlineData("[x](//example.com/a)")]
    [InlineData("<javascript:alert(1)>")]
    [InlineData("![x](javascript:alert(1))")]
    [InlineData("![x](data:image/svg+xml;base64,PHN2Zz4=)")]
    [InlineData("[x]: javascript:alert(1)\n\n[x]")]
    [InlineData("> ```\"><script>alert(1)</script>\n> code\n> ```")]
    [InlineData("> ```html\n> <script>alert(1)</script>\n> ```")]
    [InlineData("`<img src=x onerror=alert(1)>`")]
    [InlineData("| <b onclick=alert(1)>a</b> |\n| --- |\n| <script>alert(1)</script> |")]
    [InlineData("<form action=\"https://example.com\"><button formaction=\"https://example.com\">go</button></form>")]
    [InlineData("<p style=\"position:fixed\" id=\"composer\" class=\"qw-button\">x</p>")]
    public void Render_Hostile_LeavesNothingActive(string markdown)
    {
        IElement body = Parse(markdown);

        Assert.Empty(body.QuerySelectorAll("script, iframe, object, embed, svg, style, link, img, video, form, base, meta"));
        foreach (IElement element in body.QuerySelectorAll("*"))
        {
            Assert.DoesNotContain(element.Attributes, attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase));
            Assert.False(element.HasAttribute("style"));
            Assert.False(element.HasAttribute("id"));
            Assert.False(element.HasAttribute("src"));
            Assert.False(element.HasAttribute("href"));
        }
    }

    [Fact]
    public void Render_HtmlInAFence_StaysText()
    {
        IElement body = Parse("- a\n\n  ```html\n  <b>not bold</b>\n  ```");

        Assert.Equal("<b>not bold</b>", body.QuerySelector("pre code")!.TextContent);
        Assert.Null(body.QuerySelector("b"));
    }

    [Theory]
    [InlineData("```csharp\nint a = 1;\n\nint b;\n```", "csharp", "int a = 1;\n\nint b;")]
    [InlineData("```\n<script>", "", "<script>")]
    [InlineData("    indented", "", "indented")]
    public void Render_CodeBlock_IsItsPlainText(string markdown, string language, string text)
    {
        RenderedBlock block = Assert.Single(_renderer.Render(markdown));

        Assert.Equal(new CodeText(language, text), block.Code);
        Assert.Empty(block.Html);
    }

    [Fact]
    public void Render_Link_OpensOutsideWithoutReferrer()
    {
        IElement link = Parse("[docs](https://example.com/a?b=1&c=2) and https://example.org").QuerySelectorAll("a")[0];

        Assert.Equal("https://example.com/a?b=1&c=2", link.GetAttribute("href"));
        Assert.Equal("_blank", link.GetAttribute("target"));
        Assert.Equal("noopener noreferrer nofollow", link.GetAttribute("rel"));
    }

    [Theory]
    [InlineData("![a cat](https://example.com/cat.png)", "a cat")]
    [InlineData("![](https://example.com/cat.png)", "https://example.com/cat.png")]
    public void Render_Image_BecomesALink(string markdown, string label)
    {
        IElement body = Parse(markdown);

        Assert.Empty(body.QuerySelectorAll("img"));
        IElement link = body.QuerySelector("a")!;
        Assert.Equal("https://example.com/cat.png", link.GetAttribute("href"));
        Assert.Equal(label, link.TextContent);
    }

    [Fact]
    public void Render_FenceInAQuotation_HasItsLanguageAndACopyButton()
    {
        IElement body = Parse("> ```csharp\n> int a = 1;\n> ```");

        Assert.Equal("csharp", body.QuerySelector(".code-lang")!.TextContent);
        IElement button = body.QuerySelector("button.code-copy")!;
        Assert.Equal("button", button.GetAttribute("type"));
        Assert.False(string.IsNullOrEmpty(button.GetAttribute("aria-label")));
        Assert.Equal("int a = 1;", body.QuerySelector("code")!.TextContent);
    }

    [Fact]
    public void Render_Table_AlignsByClass()
    {
        IElement body = Parse("| a | b |\n| :-- | --: |\n| 1 | 2 |");

        Assert.Equal(["align-right", "align-right"], body.QuerySelectorAll("th, td").Select(cell => cell.ClassName).Where(name => !string.IsNullOrEmpty(name)));
    }

    [Fact]
    public void Render_Extras_AreKnown()
    {
        IElement body = Parse("- [x] done\n- [ ] open\n\n~~gone~~ and a note[^1]\n\n[^1]: the note");

        Assert.Equal([true, false], body.QuerySelectorAll("input[type=checkbox][disabled]").Select(box => box.HasAttribute("checked")));
        Assert.Equal("gone", body.QuerySelector("del")!.TextContent);
        Assert.Contains("the note", body.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Headings_StandBelowThePages()
    {
        IElement body = Parse("# one\n\n###### six");

        Assert.Equal(["H3", "H6"], body.QuerySelectorAll("h1, h2, h3, h4, h5, h6").Select(heading => heading.TagName));
    }

    [Fact]
    public void Render_EveryPrefixOfAnAnswer_IsWellFormed()
    {
        const string Answer = "Hi **there**\n\n1. a\n   ```py\n   x = [1]\n   ```\n2. b\n\n| a | b |\n| - | - |\n| `c` | [d](https://e.f) |\n\n> q\n\n```\nend";
        IReadOnlyList<RenderedBlock> blocks = [];
        for (int length = 0; length <= Answer.Length; length++)
        {
            blocks = _renderer.Render(Answer[..length], blocks);
            foreach (RenderedBlock block in blocks)
            {
                // What the sanitizer wrote, a parser reads back unchanged: every element is closed.
                Assert.Equal(block.Html, new HtmlParser().ParseDocument(block.Html).Body!.InnerHtml);
            }
        }

        Assert.Equal(_renderer.Render(Answer).Select(block => block.Html), blocks.Select(block => block.Html));
    }

    [Fact]
    public void Render_WithPrevious_KeepsTheFinishedBlocks()
    {
        IReadOnlyList<RenderedBlock> first = _renderer.Render("one\n\ntwo");
        IReadOnlyList<RenderedBlock> second = _renderer.Render("one\n\ntwo and\n\nthree", first);

        Assert.Equal(3, second.Count);
        Assert.Same(first[0].Html, second[0].Html);
        Assert.Contains("two and", second[1].Html, StringComparison.Ordinal);
    }

    private IElement Parse(string markdown) =>
        new HtmlParser().ParseDocument(string.Concat(_renderer.Render(markdown).Select(block => block.Html))).Body!;
}
