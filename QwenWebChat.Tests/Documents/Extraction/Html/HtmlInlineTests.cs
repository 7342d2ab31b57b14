using QwenWebChat.Documents.Extraction;

namespace QwenWebChat.Tests.Documents.Extraction.Html;

/// <summary>What a line's look says: raised, lowered and struck text, formulas, fields of forms.</summary>
public sealed class HtmlInlineTests
{
    [Theory]
    [InlineData("10<sup>6</sup> and 3.2 x 10<sup>-9</sup> mol, 25 m<sup>2</sup>", "10^6 and 3.2 x 10^-9 mol, 25 m^2")]
    [InlineData("CO<sub>2</sub>, x<sub>i+1</sub>, x<sup>n+1</sup>, (a+b)<sup>2</sup>", "CO_2, x_(i+1), x^(n+1), (a+b)^2")]
    [InlineData("e<sup>x<sup>2</sup></sup>", "e^(x^2)")]
    [InlineData("in 2019<sup><a href='#n'>1</a></sup> and 2020<a href='#m'><sup>2</sup></a>", "in 2019[1] and 2020[2]")]
    [InlineData("word<sup><a href='#n'>[3]</a></sup>", "word[3]")]
    [InlineData("the 1<sup>st</sup>, Brand<sup>TM</sup>, <sup>1</sup> note", "the 1st, BrandTM, 1 note")]
    [InlineData("<a href='/'>10<sup>6</sup> cells</a>", "10^6 cells")]
    [InlineData("<del>may</del><ins>shall</ins> pay <s>900</s> 950, <strike>all </strike>none", "~~may~~shall pay ~~900~~ 950, ~~all~~ none")]
    [InlineData("<sup>unclosed", "unclosed")]
    public async Task Read_RaisedLoweredAndStruck_IsMarked(string html, string expected) => Assert.Equal([$"Paragraph {expected}"], (await Reading.Text($"<p>{html}</p>", "a.html")).Lines());

    [Theory]
    [InlineData("<mfrac><mn>1</mn><mn>2</mn></mfrac>", "1/2")]
    [InlineData("<mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mi>c</mi></mfrac>", "(a+b)/c")]
    [InlineData("<msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><msup><mi>y</mi><mrow><mi>n</mi><mo>-</mo><mn>1</mn></mrow></msup>", "x^2+y^(n-1)")]
    [InlineData("<msqrt><mn>16</mn></msqrt><mo>=</mo><mroot><mi>x</mi><mn>3</mn></mroot>", "sqrt(16)=root(x, 3)")]
    [InlineData("<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover><msub><mi>x</mi><mi>i</mi></msub>", "∑_(i=1)^nx_i")]
    [InlineData("<mn>2</mn><mi>x</mi><mo>=</mo><mi>sin</mi><mi>y</mi>", "2x=sin y")]
    [InlineData("<mfenced open='[' close=']'><mi>a</mi><mi>b</mi></mfenced>", "[a, b]")]
    [InlineData("<mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr><mtr><mtd><mn>3</mn></mtd><mtd><mn>4</mn></mtd></mtr></mtable>", "[1, 2; 3, 4]")]
    [InlineData("<semantics><mrow><mi>E</mi><mo>=</mo><mi>m</mi></mrow><annotation encoding='application/x-tex'>E=m</annotation></semantics>", "E=m")]
    [InlineData("<mfrac><mn>1</mn></mfrac><mspace/><mi>a</mi>", "1a")]
    public async Task Read_Formula_IsLinearText(string formula, string expected)
    {
        DocumentText document = await Reading.Text($"<p>Here <math>{formula}</math> it is.</p>", "a.html");

        Assert.Equal([$"Paragraph Here {expected} it is."], document.Lines());
    }

    [Fact]
    public async Task Read_NumberedList_CountsAsThePageSays()
    {
        DocumentText document = await Reading.Text("<ol start=4 type=i><li>a<li value=9>b<li>c</ol><ol type=A><li>d</ol><ol start=x><li>e<ul><li>f</ul></ol><ol start=-1 type=a><li>g</ol>", "a.html");

        Assert.Equal(
            ["ListItem1 iv. a", "ListItem1 ix. b", "ListItem1 x. c", "ListItem1 A. d", "ListItem1 1. e", "ListItem2 - f", "ListItem1 -1. g"], document.Lines());
    }

    [Fact]
    public async Task Read_FormulaThatNeverEnds_EndsWithItsBlock()
    {
        DocumentText document = await Reading.Text("<p>a <math><mfrac><mi>x</mi><p>next</p>", "a.html");

        Assert.Equal(["Paragraph a x", "Paragraph next"], document.Lines());
    }

    [Fact]
    public async Task Read_DeepFormula_KeepsItsText()
    {
        string formula = string.Concat(Enumerable.Repeat("<mrow>", 100_000)) + "<mi>x</mi>" + string.Concat(Enumerable.Repeat("</mrow>", 100_000));

        Assert.Equal(["Paragraph a x b"], (await Reading.Text($"<p>a <math>{formula}</math> b</p>", "a.html")).Lines());
    }

    [Fact]
    public async Task Read_Fields_ShowWhatIsInThem()
    {
        DocumentText document = await Reading.Text(
            "<p>Status: <select><option>open<option selected>closed</select> Kind: <select><option>first</option><option>second</option></select></p>"
            + "<p>Name: <input value=Li> <input type=hidden value=secret><input type=password value=pw> <input type=checkbox checked> yes <input type=radio> no</p>"
            + "<p><textarea>typed <b> text</textarea> <button>Send</button></p>",
            "a.html");

        Assert.Equal(["Paragraph Status: closed Kind: first", "Paragraph Name: Li \u2612 yes \u2610 no", "Paragraph typed <b> text Send"], document.Lines());
    }

    [Fact]
    public async Task Read_SharedFormulas_AreMarked()
    {
        DocumentText document = await ReadShared("superscripts-and-formulas.html");

        Assert.Equal(
            [
                "Paragraph The load was 10^6 bacteria, 3.2 x 10^-9 mol, 25 m^2 of CO_2.", "Paragraph Half is 1/2, a square x^2, a root sqrt(16).",
                "Paragraph The tenant ~~may~~shall pay ~~900~~ 950 euros.", "Paragraph Status: closed Name: Example typed text Details of the order",
            ],
            document.Lines());
    }

    [Fact]
    public async Task Read_SharedArticle_IsNotTakenForThePage()
    {
        DocumentText document = await ReadShared("article-is-a-third.html");

        Assert.Contains("Annual report", document.Text, StringComparison.Ordinal);
        Assert.Contains("Chapter one", document.Text, StringComparison.Ordinal);
        Assert.Contains("An example in a box", document.Text, StringComparison.Ordinal);
        Assert.Contains("Chapter three", document.Text, StringComparison.Ordinal);
        Assert.Empty(document.Problems);
    }

    private static async Task<DocumentText> ReadShared(string name) =>
        await Reading.Bytes(await File.ReadAllBytesAsync(SharedFolder.Require("cases", "docs", name), TestContext.Current.CancellationToken), name);
}
