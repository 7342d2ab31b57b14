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
    public void FileName_Language_HasItsEnding(string language, string expected) => Assert.Equal(expected, CodeLanguage.FileName(new CodeText(language, "")));

    [Theory]
    [InlineData("dart", "void main() { print('a'); }")]
    [InlineData("dockerfile", "FROM alpine\nRUN ls # list")]
    [InlineData("makefile", "all: a.o # build")]
    [InlineData("objective-c", "@interface A : NSObject\n@end")]
    [InlineData("objective-c++", "@interface A : NSObject\n@end")]
    [InlineData("perl", "my $a = 'b'; # comment")]
    [InlineData("raku", "my $a = 'b'; # comment")]
    [InlineData("groovy", "def a = 'b' // comment")]
    [InlineData("julia", "function f(x) return 1 end")]
    [InlineData("pascal", "begin writeln('a'); end.")]
    [InlineData("clojure", "(defn f [x] \"a\")")]
    [InlineData("coffeescript", "f = (x) -> 'a' # comment")]
    [InlineData("handlebars", "<p>{{name}}</p>")]
    [InlineData("pug", "p= 'a'")]
    [InlineData("less", "@a: 1px; p { color: red }")]
    [InlineData("cuda", "__global__ void f() { return; }")]
    [InlineData("asciidoc", "= Title\n\n// comment")]
    [InlineData("hlsl", "float4 f() { return 1; }")]
    [InlineData("shaderlab", "Shader \"a\" { }")]
    [InlineData("asm", "mov eax, 1 ; comment")]
    [InlineData("gitignore", "# comment\nbin/")]
    [InlineData("properties", "a = b # c")]
    [InlineData("log", "2026-01-02 ERROR \"a\" 12")]
    [InlineData("tex", "\\section{a} % comment")]
    [InlineData("bibtex", "@article{a, title = \"b\"}")]
    [InlineData("typst", "#let a = \"b\" // comment")]
    public void Highlight_GrammarThatShips_IsUsed(string language, string code)
    {
        using CodeHighlighter highlighter = new();

        Assert.Contains("tk-", highlighter.Highlight(new CodeText(language, code)), StringComparison.Ordinal);
    }
}
