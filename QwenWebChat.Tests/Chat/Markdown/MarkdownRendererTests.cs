using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using QwenWebChat.App.Chat.Markdown;

namespace QwenWebChat.Tests.Chat.Markdown;

public sealed class MarkdownRendererTests
{
    private readonly MarkdownRenderer _renderer = Renderers.New();

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

        Renderers.AssertInert(body);
        Assert.Empty(body.QuerySelectorAll("[href]"));
    }

    [Fact]
    public void Render_HtmlInAFence_StaysText()
    {
        IElement body = Parse("- a\n\n  ```html\n  <b>not bold</b>\n  ```");

        Assert.Equal("<b>not bold</b>", body.QuerySelector("pre code")!.TextContent);
        Assert.Null(body.QuerySelector("b"));
    }

    [Theory]
    [InlineData("```wat\nint a = 1;\n\nint b;\n```", "wat", "int a = 1;\n\nint b;")]
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
    public void Render_Headings_NeverSkipALevel()
    {
        IElement body = Parse("# one\n\n###### six");

        Assert.Equal(["H2", "H3"], body.QuerySelectorAll("h1, h2, h3, h4, h5, h6").Select(heading => heading.TagName));
    }

    [Fact]
    public void Render_EveryPrefixOfAnAnswer_IsWellFormed()
    {
        const string Answer = "Hi **there**\n\n1. a\n   ```py\n   x = [1]\n   ```\n2. b\n\n| a | b |\n| - | - |\n| `c` | [d](https://e.f) |\n\n> q\n\n```\nend";
        IReadOnlyList<RenderedBlock> blocks = [];
        for (int length = 0; length <= Answer.Length; length++)
        {
            blocks = _renderer.Render(Answer[..length], blocks, isFinished: false);
            foreach (RenderedBlock block in blocks)
            {
                // What the sanitizer wrote, a parser reads back unchanged: every element is closed.
                Assert.Equal(block.Html, new HtmlParser().ParseDocument(block.Html).Body!.InnerHtml);
            }
        }

        Assert.Equal(_renderer.Render(Answer).Select(block => block.Html), blocks.Select(block => block.Html));
    }

    /// <summary>Only the end of a stream is parsed; what it shows must not differ from the whole.</summary>
    [Theory]
    [InlineData("# One\n\ntext\n\n## Two\n\ntext\n\n### Three\n\nmore\n\n## Four\n\nend")]
    [InlineData("1. a\n2. b\n\n3. c\n\n4. d\n\nafter\n\n5. e\n6. f\n\nend")]
    [InlineData("para\n\n    code\n\n    more code\n\n- a\n\n  inside\n\n- b\n\n***\n\nx\n===\n\ny")]
    [InlineData("a\r\n\r\nb\r\n\r\n```\r\nc\r\n\r\nd\r\n```\r\n\r\ne\r\n\r\n$$\r\nx\r\n$$\r\n\r\nf\r\n\r\n| a |\r\n| - |\r\n| b |\r\n\r\ng")]
    [InlineData("same\n\nsame\n\nsame\n\nsame and more\n\nsame\n\nend")]
    public void Render_EveryPrefixInTurn_IsAsTheWholeIs(string answer)
    {
        IReadOnlyList<RenderedBlock> blocks = [];
        for (int length = 0; length <= answer.Length; length++)
        {
            blocks = _renderer.Render(answer[..length], blocks, isFinished: false);
            Assert.Equal(_renderer.Render(answer[..length], isFinished: false).Select(block => block.Html), blocks.Select(block => block.Html));
        }
    }

    [Fact]
    public void Render_WithPrevious_KeepsTheFinishedBlocks()
    {
        IReadOnlyList<RenderedBlock> first = _renderer.Render("one\n\ntwo", isFinished: false);
        IReadOnlyList<RenderedBlock> second = _renderer.Render("one\n\ntwo and\n\nthree", first, isFinished: false);

        Assert.Equal(3, second.Count);
        Assert.Same(first[0].Html, second[0].Html);
        Assert.Contains("two and", second[1].Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Footnotes_LeadToAndFroWithinTheirMessage()
    {
        const string Answer = "a[^x] and b[^y] and again[^x]\n\n[^x]: first\n\n[^y]: second";
        IElement body = Renderers.Parse([.. _renderer.Render(Answer, scope: "7"), .. _renderer.Render(Answer, scope: "8")]);

        string[] ids = [.. body.QuerySelectorAll("[id]").Select(element => element.Id!)];
        Assert.Equal(ids.Distinct().Count(), ids.Length);
        Assert.Equal(12, body.QuerySelectorAll("a").Length);
        Assert.All(body.QuerySelectorAll("a"), link => Assert.NotNull(body.QuerySelector(link.GetAttribute("href")!)));
        Assert.All(body.QuerySelectorAll("a"), link => Assert.False(string.IsNullOrEmpty(link.GetAttribute("aria-label"))));
        Assert.All(body.QuerySelectorAll("a"), link => Assert.False(link.HasAttribute("target")));
    }

    [Fact]
    public void Render_DefinedAtTheEnd_IsKnownOnceFinished()
    {
        const string Answer = "See [the docs][d] and a note[^1].\n\nMore.\n\n[d]: https://example.com\n\n[^1]: noted";
        IReadOnlyList<RenderedBlock> blocks = [];
        for (int length = 0; length <= Answer.Length; length += 3)
        {
            blocks = _renderer.Render(Answer[..length], blocks, isFinished: false);
        }

        IElement body = Renderers.Parse(_renderer.Render(Answer, blocks));

        Assert.Equal("https://example.com", body.QuerySelector("p a")!.GetAttribute("href"));
        Assert.NotNull(body.QuerySelector(".footnote-ref"));
        Assert.Equal(_renderer.Render(Answer).Select(block => block.Html), _renderer.Render(Answer, blocks).Select(block => block.Html));
    }

    [Fact]
    public void Render_Fence_IsColouredOnceWhenItCloses()
    {
        IReadOnlyList<RenderedBlock> open = _renderer.Render("```csharp\nint a;\n", isFinished: false);
        IReadOnlyList<RenderedBlock> closed = _renderer.Render("```csharp\nint a;\n```", open, isFinished: false);
        IReadOnlyList<RenderedBlock> followed = _renderer.Render("```csharp\nint a;\n```\n\nnext", closed, isFinished: false);
        IReadOnlyList<RenderedBlock> finished = _renderer.Render("```csharp\nint a;\n```\n\nnext", followed);

        Assert.Equal(("", true), (open[0].Html, open[0].IsOpen));
        Assert.Contains("tk-", closed[0].Html, StringComparison.Ordinal);
        Assert.False(closed[0].IsOpen);
        Assert.Same(closed[0].Html, followed[0].Html);
        Assert.Same(closed[0].Html, finished[0].Html);
    }

    [Fact]
    public void Render_Task_IsNamedByItsText()
    {
        IElement box = Parse("- [ ] buy **milk** and `eggs`").QuerySelector("input")!;

        Assert.Equal("buy milk and eggs", box.GetAttribute("aria-label"));
        Assert.True(box.HasAttribute("disabled"));
    }

    [Fact]
    public void Render_Table_ScrollsInABoxOfItsOwn()
    {
        IElement box = Parse("- a\n\n  | a |\n  | - |\n  | 1 |").QuerySelector("table")!.ParentElement!;

        Assert.Equal(("table-scroll", "0", "region"), (box.ClassName, box.GetAttribute("tabindex"), box.GetAttribute("role")));
    }

    private IElement Parse(string markdown) => Renderers.Parse(_renderer.Render(markdown));
}
