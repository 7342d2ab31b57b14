using AngleSharp.Dom;
using QwenWebChat.App.Chat.Markdown;

namespace QwenWebChat.Tests.Chat.Markdown;

/// <summary>What is a formula and what is money.</summary>
public sealed class MathTests
{
    private readonly MarkdownRenderer _renderer = Renderers.New();

    [Theory]
    [InlineData("so $x^2$ is", "inline", "$x^2$")]
    [InlineData("so $a_1*b_2*c$ is", "inline", "$a_1*b_2*c$")]
    [InlineData("so \\(x < y\\) is", "inline", "\\(x < y\\)")]
    [InlineData("so $$x$$ is", "display", "$$x$$")]
    [InlineData("so \\[x\\] is", "display", "\\[x\\]")]
    [InlineData("so $5$ is", "inline", "$5$")]
    [InlineData("so $2 \\times 3$ is", "inline", "$2 \\times 3$")]
    [InlineData("$$\nx\n= y\n- z\n$$", "display", "$$\nx\n= y\n- z\n$$")]
    [InlineData("text:\n\\[\n# a\n\\]\nmore", "display", "\\[\n# a\n\\]")]
    [InlineData("> $$\n> x\n> $$", "display", "$$\nx\n$$")]
    [InlineData("- a\n\n  $$ x $$", "display", "$$ x $$")]
    [InlineData("| a |\n| - |\n| $|x|$ |", "inline", "$|x|$")]
    public void Render_Formula_KeepsItsSource(string markdown, string kind, string source)
    {
        IElement math = Assert.Single(Renderers.Parse(_renderer.Render(markdown)).QuerySelectorAll("[data-math]"));

        Assert.Equal((kind, source), (math.GetAttribute("data-math"), math.TextContent));
    }

    [Theory]
    [InlineData("$5 and $6")]
    [InlineData("from $5-$6 a day")]
    [InlineData("US$5 or 6$ more")]
    [InlineData("it costs $5, or 10$ with tax")]
    [InlineData("a $ b $ c")]
    [InlineData("\\$x$ and \\$y$")]
    [InlineData("`$x$` and `\\(y\\)`")]
    [InlineData("```\n$$\nx\n$$\n```")]
    [InlineData("    $$x$$")]
    [InlineData("$$ is the process id")]
    [InlineData("$$\n\nx\n\n$$")]
    [InlineData("$$")]
    [InlineData("\\(")]
    [InlineData("$")]
    [InlineData("echo $HOME and $PATH")]
    public void Render_NoFormula_StaysText(string markdown) =>
        Assert.Empty(Renderers.Parse(_renderer.Render(markdown)).QuerySelectorAll("[data-math]"));
}
