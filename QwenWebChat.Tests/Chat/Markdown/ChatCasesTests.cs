using AngleSharp.Dom;
using QwenWebChat.App.Chat.Markdown;

namespace QwenWebChat.Tests.Chat.Markdown;

/// <summary>Texts as models and people write them, shown as they were meant.</summary>
public sealed class ChatCasesTests
{
    private readonly MarkdownRenderer _renderer = Renderers.New();

    [Theory]
    [InlineData("x^2 + y^2 = z^2，2^10=1024，2^20=1048576")]
    [InlineData("价格10~20元，30~40元；9:00~10:00，14:00~15:00")]
    [InlineData("C++ and C++17: use g++ -std=c++17 or clang++")]
    [InlineData("C++是一种语言，C++11引入了lambda")]
    [InlineData("如果a==b且c==d，则返回true")]
    [InlineData("版本^1.2.0和^2.0.0兼容；用 ^abc$ 匹配，^\\d+$ 也行")]
    [InlineData("Copy ~/.bashrc to ~/.profile")]
    [InlineData("共$1,500。变量以$开头，$表示行尾；符号$和¥")]
    [InlineData("2*3*4=24，5*6*7=210；2**3 + 4**5；(a+b)*(c+d)*2，x*y*z")]
    [InlineData("尺寸：长*宽*高=10*20*30cm，3.5*2*1.5")]
    [InlineData("$('a').$('b') and $(\"c\").$(\"d\")")]
    public void Render_MarksThatAreText_KeepsEveryCharacter(string markdown)
    {
        IElement paragraph = Assert.Single(Parse(markdown).Children);

        Assert.Equal(("P", markdown, 0), (paragraph.TagName, paragraph.TextContent, paragraph.ChildElementCount));
    }

    [Theory]
    [InlineData("* **具体：**与其说“一棵树”", "具体：")]
    [InlineData("* **运行（可选）：**执行命令", "运行（可选）：")]
    [InlineData("他说**“你好”**就走了。这是**《红楼梦》**的作者。参见**（附录）**内容。", "“你好”", "《红楼梦》", "（附录）")]
    [InlineData("**结论。**以上。增长**50%**左右。", "结论。", "50%")]
    [InlineData("**「重要」**です", "「重要」")]
    [InlineData("**bold** and __bold__", "bold", "bold")]
    [InlineData("**S**ingle **R**esponsibility, 2**bold**", "S", "R")]
    [InlineData("这是**重点**内容，第**1**章", "重点", "1")]
    [InlineData("snake_case_name and __init__.py, __name__ == \"__main__\", the __call__ method")]
    public void Render_BoldBesidePunctuation_IsBold(string markdown, params string[] bold) =>
        Assert.Equal(bold, Parse(markdown).QuerySelectorAll("strong").Select(element => element.TextContent));

    [Theory]
    [InlineData("官网：https://example.com", "https://example.com")]
    [InlineData("参见（https://example.com/x）。", "https://example.com/x")]
    [InlineData("请访问https://example.com/docs 了解", "https://example.com/docs")]
    [InlineData("请访问https://example.com查看", "https://example.com")]
    [InlineData("请访问https://example.com/docs了解", "https://example.com/docs")]
    [InlineData("链接 https://example.com/a。见", "https://example.com/a")]
    [InlineData("见 https://example.com/a?b=1，谢谢", "https://example.com/a?b=1")]
    [InlineData("“https://example.com”《https://example.org》", "https://example.com", "https://example.org")]
    [InlineData("开发 http://localhost:3000", "http://localhost:3000")]
    [InlineData("http://192.168.1.1:8080/a，", "http://192.168.1.1:8080/a")]
    [InlineData("https://zh.wikipedia.org/wiki/中文，条目", "https://zh.wikipedia.org/wiki/中文")]
    [InlineData("(see https://example.com/a_(b)).", "https://example.com/a_(b)")]
    [InlineData("**https://example.com/a**", "https://example.com/a")]
    [InlineData("www.example.com、mailto:a@example.com", "www.example.com", "mailto:a@example.com")]
    [InlineData("[https://example.com](https://example.com/b)", "https://example.com")]
    [InlineData("xhttps://example.com and `https://example.com` and https:// alone")]
    public void Render_Address_EndsWhereItsTextDoes(string markdown, params string[] links)
    {
        IElement body = Parse(markdown);

        Assert.Equal(links, body.QuerySelectorAll("a[href]").Select(link => link.TextContent));
        Assert.Empty(body.QuerySelectorAll("a a"));
    }

    [Theory]
    [InlineData("床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。", 3)]
    [InlineData("姓名：张三\n电话：138-0000-0000", 1)]
    [InlineData("**1. 背景**\n文字。\n**2. 方法**\n文字。", 3)]
    [InlineData("一、甲\n二、乙", 1)]
    [InlineData("• one\n• two\n• three", 2)]
    [InlineData("- a\n  b", 1)]
    public void Render_LineBreak_Stays(string markdown, int breaks) => Assert.Equal(breaks, Parse(markdown).QuerySelectorAll("br").Length);

    [Theory]
    [InlineData("| 步骤 | 说明 |\n|---|---|\n| 1 | 打开<br>关闭<br/>重启 |", 1, "打开关闭重启", 2)]
    [InlineData("| 运算 | 含义 |\n|---|---|\n| `a \\| b` | 或 |", 1, "a | b", 0)]
    [InlineData("text before\n| a | b |\n|---|---|\n| 1 | 2 |\n**注意：** 表后文字。", 1, "1", 0)]
    [InlineData("| a |\n|---|\n| 1 |\nbetween\n| b |\n|---|\n| 2 |", 2, "1", 0)]
    [InlineData("- item\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n  after", 1, "1", 0)]
    public void Render_Table_IsWholeAndEndsWithItsRows(string markdown, int tables, string cell, int breaks)
    {
        IElement body = Parse(markdown);

        Assert.Equal(tables, body.QuerySelectorAll("table").Length);
        Assert.Contains(body.QuerySelectorAll("td"), data => data.TextContent == cell);
        Assert.Equal(breaks, body.QuerySelectorAll("td br").Length);
        Assert.DoesNotContain('|', body.TextContent.Replace("a | b", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("H<sub>2</sub>O，x<sup>2</sup>，<kbd>Ctrl</kbd>", "<sub>2</sub>", "<sup>2</sup>", "<kbd>Ctrl</kbd>")]
    [InlineData("<u>under **bold**</u> <mark>m</mark>", "<u>under <strong>bold</strong></u>", "<mark>m</mark>")]
    [InlineData("<U>a</U><br>b", "<u>a</u><br>b")]
    [InlineData("<sub>never closed", "&lt;sub&gt;never closed")]
    [InlineData("**<u>a**</u>", "<strong>&lt;u&gt;a</strong>&lt;/u&gt;")]
    [InlineData("<u onclick=\"x\">a</u> <font color=red>b</font> List<string> <T>", "&lt;u onclick=\"x\"&gt;", "&lt;font color=red&gt;", "List&lt;string&gt; &lt;T&gt;")]
    [InlineData("`<sub>`", "<code>&lt;sub&gt;</code>")]
    public void Render_TagsOfText_AreShownAndOthersAreText(string markdown, params string[] expected) =>
        Assert.All(expected, html => Assert.Contains(html, string.Concat(_renderer.Render(markdown).Select(block => block.Html)), StringComparison.Ordinal));

    [Theory]
    [InlineData("<details><summary>展开 **x**</summary>\n\n内容\n\n- a\n- b\n</details>\n\n后文")]
    [InlineData("<details>\n<summary>展开 **x**</summary>\n内容\n- a\n- b\n</details>\n后文")]
    [InlineData("<details><summary>展开 **x**</summary>内容\n\n- a\n- b\n\n</details>后文")]
    public void Render_Details_FoldWhatTheyHold(string markdown)
    {
        IElement body = Parse(markdown);

        IElement details = Assert.Single(body.QuerySelectorAll("details"));
        Assert.False(details.HasAttribute("open"));
        Assert.Equal("<summary dir=\"auto\">展开 <strong>x</strong></summary>", details.QuerySelector("summary")!.OuterHtml);
        Assert.Equal(2, details.QuerySelectorAll("li").Length);
        Assert.Equal("后文", body.QuerySelector("body > p")!.TextContent);
    }

    [Fact]
    public void Render_DetailsWithCodeAndDetails_EndAtTheirOwnTag()
    {
        IElement body = Parse("<details open>\n<summary>A</summary>\n\n```html\n</details>\n```\n\n<details>\n<summary>B</summary>\ninner\n</details>\n\nouter\n</details>\n\nafter");

        Assert.Equal([true, false], body.QuerySelectorAll("details").Select(details => details.HasAttribute("open")));
        Assert.Equal("</details>", body.QuerySelector("details code")!.TextContent);
        Assert.Equal("after", body.QuerySelector("body > p")!.TextContent);
    }

    [Fact]
    public void Render_DetailsNeverClosed_AreUnfolded() => Assert.True(Parse("<details>\n<summary>A</summary>\ntext").QuerySelector("details")!.HasAttribute("open"));

    [Theory]
    [InlineData("```markdown\n# 项目\n\n```bash\nnpm install\n```\n\n## 用法\n```\n\n以上。", "# 项目\n\n```bash\nnpm install\n```\n\n## 用法")]
    [InlineData("```md\n# A\n\n```\nplain\n```\n\ntext\n```\n\n以上。", "# A\n\n```\nplain\n```\n\ntext")]
    [InlineData("~~~markdown\n~~~js\nx\n~~~\n~~~\n\n以上。", "~~~js\nx\n~~~")]
    [InlineData("````markdown\n```bash\nx\n```\n````\n\n以上。", "```bash\nx\n```")]
    [InlineData("```markdown\n# A\n```\n\n以上。", "# A")]
    public void Render_MarkdownWithFences_IsOneListing(string markdown, string code)
    {
        IReadOnlyList<RenderedBlock> blocks = _renderer.Render(markdown);

        Assert.Equal([code, null], blocks.Select(block => block.Code?.Text));
        Assert.Contains("以上。", blocks[1].Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("js:src/app.js", "js", "src/app.js", "app.js")]
    [InlineData("{.python .numberLines}", "python", "python", "code.py")]
    [InlineData("{python}", "python", "python", "code.py")]
    [InlineData("ts title=\"a/b.ts\"", "ts", "a/b.ts", "b.ts")]
    [InlineData("src/main.rs", "rs", "src/main.rs", "main.rs")]
    [InlineData("c++", "c++", "c++", "code.cpp")]
    [InlineData("python {1,3}", "python", "python", "code.py")]
    [InlineData("objective-c", "objective-c", "objective-c", "code.m")]
    [InlineData("dockerfile", "dockerfile", "dockerfile", "Dockerfile")]
    [InlineData("js:/etc/passwd", "js", "js", "code.js")]
    [InlineData("js:../../a.js", "js", "../../a.js", "a.js")]
    public void Render_FenceHead_NamesLanguageAndFile(string head, string language, string title, string file)
    {
        CodeText code = Assert.Single(_renderer.Render($"```{head}\nx\n```")).Code!;

        Assert.Equal((language, title, file), (code.Language, code.Title, CodeLanguage.FileName(code)));
    }

    [Theory]
    [InlineData("مرحبا\n\n- نص\n\n| a |\n|---|\n| b |\n\n> q\n\n# h", 6)]
    public void Render_Blocks_TakeTheirDirectionFromTheirText(string markdown, int count)
    {
        IElement body = Parse(markdown);

        Assert.Equal(count, body.QuerySelectorAll("[dir=auto]").Length);
        // The browser does not look into elements with a direction of their own.
        Assert.Empty(body.QuerySelectorAll("[dir] [dir]"));
    }

    [Fact]
    public void Render_EveryCase_StreamsAsItIsAtOnce()
    {
        foreach (string file in Directory.EnumerateFiles(SharedFolder.Require("cases", "chat"), "*.md"))
        {
            string text = File.ReadAllText(file);
            for (int seed = 0; seed < 5; seed++)
            {
                Streams.AssertSame(_renderer, text, seed);
            }
        }
    }

    private IElement Parse(string markdown) => Renderers.Parse(_renderer.Render(markdown));
}
