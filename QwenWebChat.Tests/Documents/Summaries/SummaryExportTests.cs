using System.Net;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Summaries;
using QwenWebChat.App.Documents.Summaries.Export;
using QwenWebChat.App.Exports;
using QwenWebChat.Documents.Citations;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Documents.Summaries;

public sealed class SummaryExportTests
{
    private static readonly SummaryWords Words = new(TestDatabase.Texts);
    private static readonly SummaryMarkdown Markdown = new(Words);
    private static readonly SummaryHtml Html = new(Words);
    private static readonly SummaryDocx Docx = new(Words);

    private static readonly SummaryView View = new(
        new Summary { Id = Guid.NewGuid(), DocumentId = Guid.NewGuid(), Options = new SummaryOptions(), State = SummaryState.Finished, Model = "model", CreatedAt = default, DocumentTokens = 10 },
        "re<port>.pdf",
        "## Part *one*\n\nIt holds **37 coins** [1], says [a link](javascript:alert(1)) ![x](http://h/p.png) <script>x</script> [9].\n\n- item [2]\n  1. inner\n\n| a | b |\n|---|---|\n| c [1] | d |\n",
        [new Citation("exactly 37\nsilver coins", CitationKind.Exact) { Number = 1, Start = 4, Length = 22, Page = 12 }, new Citation("made <up>", CitationKind.NotFound) { Number = 2 }],
        []);

    // The minus is missing: the document says something else.
    private static readonly SummaryView Close = View with
    {
        Text = "Costs fell [1].",
        Citations = [new Citation("costs fell to 5 %", CitationKind.Close) { Number = 1, Start = 4, Length = 18, Page = 3, Words = "costs\nfell to −5 %" }],
    };

    [Fact]
    public async Task ToMarkdown_CloseCitation_SaysWhatTheDocumentSays() =>
        Assert.EndsWith("\n[^1]: “costs fell to 5 %” (p. 3) — not to the letter; the document says “costs fell to −5 %”\n", await TextAsync(Markdown, Close), StringComparison.Ordinal);

    [Fact]
    public async Task ToHtml_CloseCitation_IsMarkedAndSaysWhatTheDocumentSays()
    {
        string html = await TextAsync(Html, Close);

        Assert.Contains("<li id=\"c1\" class=\"close\">“costs fell to 5 %” (p. 3) — not to the letter; the document says “costs fell to −5 %”</li>", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains(".close{color:", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_DocxOfCloseCitation_SaysWhatTheDocumentSays()
    {
        using MemoryStream stream = await WriteAsync(Docx, Close);
        using WordprocessingDocument file = WordprocessingDocument.Open(stream, false);

        Assert.EndsWith("“costs fell to 5 %” (p. 3) — not to the letter; the document says “costs fell to −5 %”", file.MainDocumentPart!.FootnotesPart!.Footnotes!.InnerText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ToMarkdown_Citations_AreFootnotes()
    {
        string markdown = await TextAsync(Markdown, View);

        Assert.StartsWith("# re\\<port\\>.pdf\n\n## Part *one*\n\nIt holds **37 coins** [^1],", markdown, StringComparison.Ordinal);
        Assert.Contains("\n[^1]: “exactly 37 silver coins” (p. 12)\n", markdown, StringComparison.Ordinal);
        Assert.Contains("\n[^2]: “made \\<up\\>” — not found in the document\n", markdown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("价格10~20元，30~40元；x^2 + y^2，版本^1.2.0和^2.0.0")]
    [InlineData("C++ and C++17, a==b且c==d, ~/.bashrc to ~/.profile")]
    public async Task ToHtml_MarksThatAreText_KeepEveryCharacter(string text) =>
        Assert.Contains(text, WebUtility.HtmlDecode(await TextAsync(Html, View with { Text = text })), StringComparison.Ordinal);

    [Fact]
    public async Task ToHtml_BoldBesideChinesePunctuation_IsBold() =>
        Assert.Contains("<strong>具体：</strong>与其", await TextAsync(Html, View with { Text = "**具体：**与其" }), StringComparison.Ordinal);

    [Fact]
    public async Task ToHtml_HostileText_LeadsNowhereButToItsCitations()
    {
        string html = await TextAsync(Html, View);

        Assert.Contains("<strong>37 coins</strong> <sup><a href=\"#c1\">1</a></sup>", html, StringComparison.Ordinal);
        Assert.Contains("<td>c <sup><a href=\"#c1\">1</a></sup></td>", html, StringComparison.Ordinal);
        Assert.Contains("<li id=\"c2\" class=\"unfound\">“made &lt;up&gt;” — not found in the document</li>", html, StringComparison.Ordinal);
        Assert.Contains("a link", html, StringComparison.Ordinal);
        Assert.DoesNotContain("javascript", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_Docx_IsValidWithFootnotes()
    {
        using MemoryStream stream = await WriteAsync(Docx, View);
        using WordprocessingDocument file = WordprocessingDocument.Open(stream, false);

        Assert.Empty(new OpenXmlValidator().Validate(file, TestSummaries.Cancellation).Select(error => $"{error.Path?.XPath}: {error.Description}"));
        string text = file.MainDocumentPart!.Document!.InnerText;
        Assert.Contains("It holds 37 coins , says a link", text, StringComparison.Ordinal);
        Assert.Contains("• item ", text, StringComparison.Ordinal);
        Assert.Contains("1. inner", text, StringComparison.Ordinal);
        Assert.Contains("exactly 37 silver coins” (p. 12)", file.MainDocumentPart.FootnotesPart!.Footnotes!.InnerText, StringComparison.Ordinal);
    }

    private static async Task<MemoryStream> WriteAsync(IExportFormat<SummaryView> format, SummaryView view)
    {
        MemoryStream stream = new();
        await format.WriteAsync(view, stream, TestSummaries.Cancellation);
        return stream;
    }

    private static async Task<string> TextAsync(IExportFormat<SummaryView> format, SummaryView view) => Encoding.UTF8.GetString((await WriteAsync(format, view)).ToArray());
}
