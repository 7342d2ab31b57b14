using QwenWebChat.App.Chat.Markdown;

namespace QwenWebChat.Tests.Chat.Markdown;

public sealed class FencedTextTests : IDisposable
{
    private readonly CodeHighlighter _highlighter = new();

    public void Dispose() => _highlighter.Dispose();

    [Theory]
    [InlineData("# no *heading*\n\n  <b>x</b>\n- [a](b)\n===\n    four", "# no *heading*\n\n  <b>x</b>\n- [a](b)\n===\n    four")]
    [InlineData("See:\n\n```python\nx = 1\n  y\n```\n\n  Why?", "See:|python:x = 1\n  y|  Why?")]
    [InlineData("```js\na\n```\n```\nb\n```", "js:a|:b")]
    [InlineData("~~~\n```\n~~~", ":```")]
    [InlineData("````md\n```\nx\n```\n````\nend", "md:```\nx\n```|end")]
    [InlineData("   ```\n   x\n  ````  \nend", ":x|end")]
    [InlineData("    ```\nx\n    ```", "    ```\nx\n    ```")]
    [InlineData("```a`b\nx", "```a`b\nx")]
    [InlineData("``\nx\n``", "``\nx\n``")]
    [InlineData("text\n```c\nint a;\n\nint b;", "text|c:int a;\n\nint b;")]
    [InlineData("[a]: b\n[c]: d", "[a]: b\n[c]: d")]
    [InlineData("> ```\n> x\n> ```", "> ```\n> x\n> ```")]
    [InlineData("```mermaid\ngraph TD\n```", "mermaid:graph TD")]
    public void Split_Typed_TakesOutFencesAlone(string text, string parts) =>
        Assert.Equal(parts, Describe(FencedText.Split(text, text.Length, _highlighter)));

    [Theory]
    [InlineData("intro\n```c\nint a;\nint b;\n```\nend", "int b", "intro|c:int a;…")]
    [InlineData("intro\n```c\nint a;\nint b;\n```\nend", "``\nend", "intro|c:int a;\nint b;…")]
    [InlineData("intro\n```c\nint a;\n```\nend", "end", "intro|c:int a;")]
    [InlineData("intro\n```c\nint a;\n```\nend", "c\nint", "intro")]
    [InlineData("intro\n```c\nint a;\n```\nend", "\nint", "intro")]
    [InlineData("```c\nint a, b, c;\n```", ", c", "c:int a, b…")]
    [InlineData("intro\n```c\nint a;\n```", "tro", "in")]
    public void Split_CutAnywhere_NeverShowsHalfAFence(string text, string cutBefore, string parts) =>
        Assert.Equal(parts, Describe(FencedText.Split(text, text.IndexOf(cutBefore, StringComparison.Ordinal), _highlighter)));

    [Fact]
    public void Split_CutAtEachPlace_ShowsNoMarkOfAFence()
    {
        const string Text = "a\n```py\nx = 1\n\ny = 2\n```\nb\n~~~\nz\n~~~\n";
        for (int end = 0; end <= Text.Length; end++)
        {
            List<RenderedBlock> parts = FencedText.Split(Text, end, _highlighter);
            Assert.All(parts, part => Assert.DoesNotContain(part.Code?.Text ?? part.Source, mark => mark is '`' or '~'));
        }
    }

    [Fact]
    public void Split_Coloured_IsColouredAsInAnswers()
    {
        RenderedBlock part = Assert.Single(FencedText.Split("```csharp\nint a;\n```", 19, _highlighter));

        Assert.Contains("tk-", part.Html, StringComparison.Ordinal);
    }

    private static string Describe(IEnumerable<RenderedBlock> parts) =>
        string.Join('|', parts.Select(part => part.Code is { } code ? $"{code.Language}:{code.Text}{(part.IsOpen ? "…" : "")}" : part.Source));
}
