using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using QwenWebChat.App.Chat.Markdown;

namespace QwenWebChat.Tests.Chat.Markdown;

public sealed class CodeHighlighterTests : IDisposable
{
    private readonly CodeHighlighter _highlighter = new();

    public void Dispose() => _highlighter.Dispose();

    [Theory]
    [InlineData("csharp", "public sealed class A { }", "tk-keyword", "public")]
    [InlineData("python", "def f(): return 'x'", "tk-string", "'x'")]
    [InlineData("JS", "const a = 1;", "tk-keyword", "const")]
    [InlineData("ts", "interface A { b: string }", "tk-keyword", "interface")]
    [InlineData("json", "{\"a\": true}", "tk-keyword", "true")]
    [InlineData("html", "<p class=\"a\">b</p>", "tk-keyword", "p")]
    [InlineData("css", "a { color: red }", "tk-name", "color")]
    [InlineData("sql", "SELECT a FROM b", "tk-keyword", "SELECT")]
    [InlineData("bash", "# hi\nif true; then echo \"a\"; fi", "tk-comment", "# hi")]
    [InlineData("powershell", "function A { return 1 }", "tk-keyword", "function")]
    [InlineData("java", "class A { int b = 1; }", "tk-number", "1")]
    [InlineData("c", "int main(void) { return 0; }", "tk-keyword", "return")]
    [InlineData("c++", "namespace a { }", "tk-keyword", "namespace")]
    [InlineData("xml", "<a b=\"c\"/>", "tk-name", "b")]
    [InlineData("yaml", "a: 1 # hi", "tk-comment", "# hi")]
    [InlineData("markdown", "# Title", "tk-keyword", "# Title")]
    public void Highlight_KnownLanguage_ColoursAndKeepsTheText(string language, string code, string expectedClass, string part)
    {
        string html = _highlighter.Highlight(new CodeText(language, code))!;
        IElement body = new HtmlParser().ParseDocument($"<pre>{html}</pre>").Body!;

        Assert.Equal(code, body.TextContent);
        Assert.Contains(body.QuerySelectorAll("span." + expectedClass), span => span.TextContent.Trim() == part);
        Assert.All(body.QuerySelectorAll("*"), element => Assert.False(element.HasAttribute("style")));
    }

    [Fact]
    public void Highlight_MarkupInCode_StaysText()
    {
        const string Code = "<script>alert(\"&amp;\")</script><img src=x onerror=alert(1)>\n\u202e";

        IElement body = new HtmlParser().ParseDocument($"<pre>{_highlighter.Highlight(new CodeText("html", Code))}</pre>").Body!;

        Assert.Equal(Code, body.TextContent);
        Assert.All(body.QuerySelectorAll("pre *"), element => Assert.Equal("SPAN", element.TagName));
    }

    [Fact]
    public void Highlight_SameCode_IsColouredOnce()
    {
        string? first = _highlighter.Highlight(new CodeText("python", "x = 1"));

        Assert.Same(first, _highlighter.Highlight(new CodeText("python", "x = 1")));
    }

    [Theory]
    [InlineData("csharp", "code.cs")]
    [InlineData("TypeScript", "code.ts")]
    [InlineData("dockerfile", "Dockerfile")]
    [InlineData("", "code.txt")]
    [InlineData("../../etc/passwd", "code.txt")]
    public void FileName_Language_HasItsEnding(string language, string expected) => Assert.Equal(expected, CodeLanguage.FileName(language));
}
