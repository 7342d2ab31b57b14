using AngleSharp.Dom;
using QwenWebChat.App.Chat.Markdown;

namespace QwenWebChat.Tests.Chat.Markdown;

/// <summary>Formulas, and the prices and variables that are none.</summary>
public sealed class FormulaTests
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
    [InlineData("$$\n\nx\n\n$$", "display", "$$\n\nx\n\n$$")]
    [InlineData("$$\n\na = b\n\n$$\n\nafter", "display", "$$\n\na = b\n\n$$")]
    [InlineData("\\[\n\nx = y\n\n\\]", "display", "\\[\n\nx = y\n\n\\]")]
    [InlineData("因此：$$\n\\begin{aligned}\na &= b \\\\\n- c &= d\n\\end{aligned}\n$$", "display", "$$\n\\begin{aligned}\na &= b \\\\\n- c &= d\n\\end{aligned}\n$$")]
    [InlineData("So we get \\[\nx\n - z\n\\] at last", "display", "\\[\nx\n - z\n\\]")]
    [InlineData("\\begin{equation}\nE = mc^2\n\\end{equation}", "display", "\\begin{equation}\nE = mc^2\n\\end{equation}")]
    [InlineData("\\begin{align*}\na &= b \\\\\n+ c\n\\end{align*}", "display", "\\begin{align*}\na &= b \\\\\n+ c\n\\end{align*}")]
    [InlineData("> So $$\n> a\n> - b\n> $$", "display", "$$\na\n- b\n$$")]
    [InlineData("1. step $$\n   a\n   - c\n   $$", "display", "$$\n   a\n   - c\n   $$")]
    [InlineData("则 $\\begin{cases}\n- x \\\\\n- y\n\\end{cases}$ 成立", "inline", "$\\begin{cases}\n- x \\\\\n- y\n\\end{cases}$")]
    [InlineData("the $n$th element", "inline", "$n$")]
    [InlineData("$\\alpha$s", "inline", "$\\alpha$")]
    [InlineData("3$\\times$4 = 12", "inline", "$\\times$")]
    [InlineData("37$^\\circ$C", "inline", "$^\\circ$")]
    [InlineData("H$_2$O", "inline", "$_2$")]
    [InlineData("m$^2$", "inline", "$^2$")]
    [InlineData("质能方程 $ E = mc^2 $ 成立", "inline", "$ E = mc^2 $")]
    [InlineData("设$v_{速度}$为", "inline", "$v_{速度}$")]
    [InlineData("即$\\frac{路程}{时间}$。", "inline", "$\\frac{路程}{时间}$")]
    [InlineData("水是\\(\\ce{H2O}\\)。", "inline", "\\(\\ce{H2O}\\)")]
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
    [InlineData("$$")]
    [InlineData("\\(")]
    [InlineData("$")]
    [InlineData("echo $HOME and $PATH")]
    [InlineData("共$1,500。变量以$开头，$表示行尾；符号$和¥")]
    [InlineData("价格$5/月，$6/年；从$100涨到$200")]
    [InlineData("用 ^abc$ 匹配，^\\d+$ 也行")]
    [InlineData("变量$PATH和$HOME，以及$a,$b、$x+$y")]
    [InlineData("$HOME/bin:$PATH and ${a}${b} and $_POST和$_GET")]
    [InlineData("$my_var/$other_var")]
    [InlineData("$5 = €4 and $6, US$5、US$6")]
    [InlineData("$20/month or $30/year")]
    [InlineData("共 $$5 和 $$6。$$ 是进程号")]
    [InlineData("The price is $$\n\nThe next paragraph, and $$ again")]
    [InlineData("- item $$ one\n- item $$ two")]
    public void Render_NoFormula_StaysText(string markdown) =>
        Assert.Empty(Renderers.Parse(_renderer.Render(markdown)).QuerySelectorAll("[data-math]"));

    [Fact]
    public void Render_SeveralFormulas_EachIsFound()
    {
        IElement body = Renderers.Parse(_renderer.Render("an $n$x$m$ matrix, CO$_2$，$x$，$y$"));

        Assert.Equal(["$n$", "$m$", "$_2$", "$x$", "$y$"], body.QuerySelectorAll("[data-math]").Select(math => math.TextContent));
    }

    [Fact]
    public void Render_GrowingFormula_IsOneBlockBeforeItIsClosed()
    {
        const string Text = "因此：$$\n\\begin{aligned}\na &= b \\\\\n- c &= d";

        Assert.Single(_renderer.Render(Text, isFinished: false));
        Assert.NotEmpty(Renderers.Parse(_renderer.Render(Text, isFinished: false)).QuerySelectorAll("[data-math=display]"));
    }

    [Fact]
    public void Render_DisplayFormulaInAParagraph_HasNoLineBreaksBesideIt() =>
        Assert.Empty(Renderers.Parse(_renderer.Render("text:\n$$\nx\n$$\nmore")).QuerySelectorAll("br"));
}
