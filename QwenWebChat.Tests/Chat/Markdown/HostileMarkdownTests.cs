using System.Text;
using QwenWebChat.App.Chat.Markdown;

namespace QwenWebChat.Tests.Chat.Markdown;

/// <summary>What a model, or a document that it quotes, might write to break the page: nothing throws, all of it is text.</summary>
[Slow]
public sealed class HostileMarkdownTests
{
    private readonly MarkdownRenderer _renderer = Renderers.New();

    public static TheoryData<string, string> Texts => new()
    {
        { "quotes", Repeat("> ", 1_000) + "deep" },
        { "quotes by line", string.Join('\n', Enumerable.Range(1, 1_000).Select(depth => Repeat(">", depth) + " deep")) },
        { "lists", string.Join('\n', Enumerable.Range(0, 1_000).Select(depth => new string(' ', depth * 2) + "- deep")) },
        { "lists in a line", Repeat("- ", 1_000) + "deep" },
        { "brackets", Repeat("[", 1_000) + "deep" + Repeat("](x)", 1_000) },
        { "open brackets", Repeat("[", 1_000) + "deep" },
        { "images", Repeat("![", 1_000) + "deep" },
        { "emphasis", Repeat("*a _b ", 1_000) + "deep" },
        { "half links", Repeat("[deep](", 250_000) },
        { "line of a megabyte", "deep" + new string('x', 1_000_000) },
        { "unclosed fence", "```html\n<script>alert('deep')</script>" },
        { "unclosed tilde fence in a list", "- a\n  ~~~\n  <script>deep" },
        { "fences", Repeat("```\ndeep\n", 2_000) },
        { "dollars", Repeat("$$\ndeep\n", 2_000) },
        { "formulas", Repeat("\\[ deep ", 20_000) },
        { "footnotes", string.Concat(Enumerable.Range(0, 1_000).Select(i => $"deep[^{i}]\n\n[^{i}]: x[^{i}]\n\n")) },
        { "right to left", "\u202e\u2067deep\u202d txt.exe\u2066" },
        { "zalgo", "d" + Repeat("\u0335\u0321\u0489", 3_000) + "eep deep" },
        { "null", "de\0ep deep \0 `\0`\n\n```\n\0\n```" },
        { "half a surrogate", "deep \ud83d and \ude00" },
        { "formula as HTML", "$<img src=x onerror=alert(1)>$ deep\n\n$$\n</div><script>alert(1)</script>\n$$" },
        { "diagram as HTML", "> ```mermaid\n> graph TD; A[\"<img src=x onerror=alert(1)>\"] --> B\n> ```\n\ndeep" },
        { "MathML", "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>deep" },
        { "SVG", "<svg><a xlink:href=\"javascript:alert(1)\"><animate onbegin=alert(1)>deep</svg>" },
        { "foreign footnote", "[deep](#fn-1-1\" onclick=\"alert(1)) [x](#composer) [x](#blazor-error-ui)" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Render_Hostile_IsInertText(string name, string markdown)
    {
        IReadOnlyList<RenderedBlock> finished = _renderer.Render(markdown);
        IReadOnlyList<RenderedBlock> streaming = _renderer.Render(markdown, finished, isFinished: false);

        foreach (IReadOnlyList<RenderedBlock> blocks in (IReadOnlyList<RenderedBlock>[])[finished, streaming])
        {
            Renderers.AssertInert(Renderers.Parse(blocks));
            string text = Renderers.Parse(blocks).TextContent + string.Concat(blocks.Select(block => block.Code?.Text));
            Assert.True(text.Contains("deep", StringComparison.Ordinal), name);
        }
    }

    [Theory]
    [InlineData(100, 10)]
    [InlineData(1_000, 50)]
    public void Render_GiantTable_KeepsEveryCell(int rows, int columns)
    {
        StringBuilder table = new("|" + Repeat("h|", columns) + "\n|" + Repeat("-|", columns) + "\n");
        for (int row = 0; row < rows; row++)
        {
            table.Append('|').Append(Repeat("1|", columns)).Append('\n');
        }

        IReadOnlyList<RenderedBlock> finished = _renderer.Render(table.ToString());
        IReadOnlyList<RenderedBlock> streaming = _renderer.Render(table.ToString(), isFinished: false);

        Assert.Equal(rows * columns, Renderers.Parse(finished).QuerySelectorAll("td").Length);
        Assert.All(streaming, block => Assert.True(block.Html.Length < 50_000));
    }

    [Fact]
    public void Render_BeyondAnyContext_IsShownInPiecesOfWhichOneGrows()
    {
        string text = string.Join("\n\n", Enumerable.Repeat("**a paragraph** of some words", 20_000));

        IReadOnlyList<RenderedBlock> first = _renderer.Render(text, isFinished: false);
        IReadOnlyList<RenderedBlock> second = _renderer.Render(text + " more", first, isFinished: false);

        Assert.Equal(text, string.Concat(first.Select(block => block.Source)));
        Assert.Equal(first.Take(first.Count - 1).Select(block => block.Html), second.Take(first.Count - 1).Select(block => block.Html));
        Assert.All(second, block => Assert.True(block.Source.Length <= 8_192));
    }

    [Fact]
    public void Render_LongCode_StaysPlain()
    {
        string line = "int a = 1;";
        CodeText Coloured(int lines) => new("csharp", string.Join('\n', Enumerable.Repeat(line, lines)));
        using CodeHighlighter highlighter = new();

        Assert.NotNull(highlighter.Highlight(Coloured(20)));
        Assert.Null(highlighter.Highlight(Coloured(CodeHighlighter.MaxLines + 1)));
        Assert.Null(highlighter.Highlight(new CodeText("csharp", new string('a', CodeHighlighter.MaxLineLength + 1))));
        Assert.Null(highlighter.Highlight(new CodeText("no such language", line)));
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
