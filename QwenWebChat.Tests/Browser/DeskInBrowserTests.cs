using System.Globalization;
using System.Net;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using Microsoft.Playwright;
using QwenWebChat.Tests.Documents.Summaries;

namespace QwenWebChat.Tests.Browser;

/// <summary>The document desk by hand: uploaded, summarised, stopped and resumed, cited, asked about, thrown away.</summary>
[Slow]
public sealed class DeskInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const int Chapters = 12;
    private const int Context = 900;

    [Fact]
    public async Task Summary_OfALongDocument_IsWholeAndLeadsToItsPlaces()
    {
        await using ScriptedWebApp app = new(new SummaryEngine(Context));
        IPage page = await OpenAsync(app);
        await UploadAsync(page, "report.md", Report());

        await Assertions.Expect(page.GetByTestId("summary-plan")).ToContainTextAsync("sections");
        await page.GetByTestId("summary-start").ClickAsync();
        await Assertions.Expect(page.GetByTestId("coverage")).ToHaveAttributeAsync("data-complete", "");
        await Assertions.Expect(page.Locator(".summary-text .cite.found")).ToHaveCountAsync(Chapters);
        await page.ShootAsync("desk-summary");

        await page.Locator(".summary-text .cite").Nth(10).ClickAsync();
        await Assertions.Expect(page.GetByTestId("cited")).ToHaveTextAsync(Fact(11));
        await Assertions.Expect(page.GetByTestId("cited")).ToBeInViewportAsync();

        IDownload download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("export-md").ClickAsync());
        Assert.Equal("report.md", download.SuggestedFilename);
        Assert.Contains($"[^1]: “{Fact(1)}”", await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        IDownload word = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId("export-docx").ClickAsync());
        Assert.Equal("report.docx", word.SuggestedFilename);

        await page.GetByTestId("tab-outline").ClickAsync();
        await page.Locator(".outline summary").First.ClickAsync();
        await Assertions.Expect(page.Locator(".outline details[open] .cite.found").First).ToBeVisibleAsync();

        await page.GetByTestId("document").HoverAsync();
        await page.GetByTestId("delete-document").ClickAsync();
        await Assertions.Expect(page.GetByTestId("document")).ToHaveCountAsync(0);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Summary_WithFormulaAndCode_IsSetAndHasItsButtons()
    {
        await using ScriptedWebApp app = new(new SummaryEngine(100_000) { Answer = _ => "The area:\n\n$$\\int_0^1 x^2\\,dx$$\n\n```python\nprint(1)\n```" });
        IPage page = await OpenAsync(app);
        await UploadAsync(page, "report.md", "# Report\n\nThe area is a third.\n");
        await page.GetByTestId("summary-start").ClickAsync();

        await Assertions.Expect(page.Locator(".summary-text .katex-html")).ToHaveCountAsync(1);
        ILocator wrap = page.Locator(".summary-text .code-wrap");
        await wrap.ClickAsync();
        await Assertions.Expect(wrap).ToHaveAttributeAsync("aria-pressed", "true");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Summary_QuotationWithoutItsMinus_IsAmberAndSaidInEveryFile()
    {
        SummaryEngine engine = new(100_000)
        {
            Answer = _ => "Nobody knew <q>which nobody had expected</q>, costs fell <q>fell to 5 % of revenue, which</q> to the sky <q>rose to the sky</q>.",
        };
        await using ScriptedWebApp app = new(engine);
        IPage page = await OpenAsync(app);
        await UploadAsync(page, "report.md", "# Report\n\nThe costs of the year fell to −5 % of revenue, which nobody had expected.\n");

        await page.GetByTestId("summary-start").ClickAsync();
        ILocator close = page.Locator(".summary-text .cite.close");
        await Assertions.Expect(close).ToHaveTextAsync("2");
        const string note = "not to the letter; the document says “fell to −5 % of revenue, which”";
        await Assertions.Expect(close).ToHaveAttributeAsync("title", $"“fell to 5 % of revenue, which” · {note}");
        string amber = await DotAsync(page, "unfound");
        Assert.Equal((amber, false), (await DotAsync(page, "close"), await DotAsync(page, "found") == amber));
        await page.ShootAsync("desk-close");

        await close.ClickAsync();
        await Assertions.Expect(page.GetByTestId("cited")).ToHaveTextAsync("fell to −5 % of revenue, which");
        foreach (string format in new[] { "md", "html", "docx" })
        {
            IDownload download = await page.RunAndWaitForDownloadAsync(() => page.GetByTestId($"export-{format}").ClickAsync());
            Assert.Contains(note, await ReadAsync(await download.PathAsync(), format), StringComparison.Ordinal);
        }

        await page.CloseAsync();
    }

    [Fact]
    public async Task Summary_Stopped_KeepsWhatIsReadAndGoesOn()
    {
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        SummaryEngine engine = new(Context);
        engine.Before = (prompt, cancellation) => prompt.Contains(Fact(1), StringComparison.Ordinal) ? Task.CompletedTask : go.Task.WaitAsync(cancellation);
        await using ScriptedWebApp app = new(engine);
        IPage page = await OpenAsync(app);
        await UploadAsync(page, "report.md", Report());
        await page.GetByTestId("summary-start").ClickAsync();
        await Assertions.Expect(page.Locator(".section-cell.finished")).ToHaveCountAsync(1);
        await page.ShootAsync("desk-reading");

        // It belongs to the server: another page shows it where it is.
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator(".section-cell.finished")).ToHaveCountAsync(1);
        await page.GetByTestId("summary-stop").ClickAsync();
        await Assertions.Expect(page.GetByTestId("summary-resume")).ToBeVisibleAsync();
        go.SetResult();
        await page.GetByTestId("summary-resume").ClickAsync();

        await Assertions.Expect(page.GetByTestId("coverage")).ToHaveAttributeAsync("data-complete", "");
        Assert.Single(engine.Prompts, prompt => SummaryEngine.IsLeaf(prompt) && prompt.Contains(Fact(1), StringComparison.Ordinal));
        await page.CloseAsync();
    }

    [Fact]
    public async Task Question_Answered_QuotesAndLeadsToTheWords()
    {
        SummaryEngine engine = new(100_000) { Answer = _ => $"It has coins <q>{Fact(7)}</q> and gold <q>nobody ever wrote this sentence</q>." };
        await using ScriptedWebApp app = new(engine);
        IPage page = await OpenAsync(app);
        await UploadAsync(page, "report.md", Report());
        await page.GetByTestId("tab-questions").ClickAsync();
        await page.Locator(".composer[data-ready]").WaitForAsync();

        await page.AskAsync("What is in the vault?");
        await Assertions.Expect(page.Locator("[data-answer] .cite.found")).ToHaveTextAsync("1");
        await Assertions.Expect(page.Locator("[data-answer] .cite.unfound")).ToHaveTextAsync("2");
        await page.Locator("[data-answer] .cite.found").ClickAsync();
        await Assertions.Expect(page.GetByTestId("cited")).ToHaveTextAsync(Fact(7));
        await Assertions.Expect(page.GetByTestId("message-user")).ToContainTextAsync("What is in the vault?");
        await page.ShootAsync("desk-questions");

        // The chat is one of the others, with the document.
        await page.GetByTestId("conversations").GetByText("What is in the vault?").ClickAsync();
        await Assertions.Expect(page.GetByTestId("chat-about")).ToContainTextAsync("report.md");
        await Assertions.Expect(page.Locator("[data-answer] .cite.found")).ToHaveTextAsync("1");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Draft_OfAQuestion_StaysWithItsDocument()
    {
        await using ScriptedWebApp app = new(new SummaryEngine(100_000));
        IPage page = await OpenAsync(app);
        await UploadAsync(page, "report.md", Report());
        await page.GetByTestId("tab-questions").ClickAsync();
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await page.GetByTestId("composer").PressSequentiallyAsync("What about");

        // Before the draft is told.
        await page.GetByTestId("new-chat").ClickAsync();
        await Assertions.Expect(page.Locator("[data-place='new']")).ToHaveValueAsync("");
        await page.GoBackAsync();
        await page.GetByTestId("tab-questions").ClickAsync();

        await Assertions.Expect(page.GetByTestId("composer")).ToHaveValueAsync("What about");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Document_Unreadable_SaysWhyAndTheOthersStay()
    {
        await using ScriptedWebApp app = new(new SummaryEngine(Context));
        IPage page = await OpenAsync(app);
        await UploadAsync(page, "report.md", Report());
        await page.GetByTestId("upload").SetInputFilesAsync(new FilePayload { Name = "empty.pdf", MimeType = "application/pdf", Buffer = [] });

        await Assertions.Expect(page.GetByTestId("document-failed")).ToContainTextAsync("empty.pdf contains no text.");
        await Assertions.Expect(page.GetByTestId("document")).ToHaveCountAsync(2);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Desk_OnAPhone_IsStepsAndNeverScrollsSideways()
    {
        await using ScriptedWebApp app = new(new SummaryEngine(Context));
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new() { Width = 390, Height = 844 }, Locale = "zh-CN", ColorScheme = ColorScheme.Dark });
        await page.GotoAsync(app.Start() + "documents");
        await UploadAsync(page, "report.md", Report());

        await page.GetByTestId("summary-start").ClickAsync();
        await Assertions.Expect(page.GetByTestId("coverage")).ToHaveAttributeAsync("data-complete", "");
        await page.ShootAsync("desk-phone");
        await page.Locator(".summary-text .cite").First.ClickAsync();
        await Assertions.Expect(page.GetByTestId("cited")).ToBeInViewportAsync();
        Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        await page.CloseAsync();
    }

    private static Task<string> DotAsync(IPage page, string kind) =>
        page.EvaluateAsync<string>($"getComputedStyle(document.querySelector('.summary-text .cite.{kind}'), '::before').backgroundColor");

    private static async Task<string> ReadAsync(string path, string format)
    {
        if (format != "docx")
        {
            return WebUtility.HtmlDecode(await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        }

        using WordprocessingDocument file = WordprocessingDocument.Open(path, false);
        return file.MainDocumentPart!.FootnotesPart!.Footnotes!.InnerText;
    }

    private static string Fact(int chapter) => string.Create(CultureInfo.InvariantCulture, $"The vault of town {chapter} holds exactly {chapter * 37} silver coins.");

    private static string Report()
    {
        StringBuilder text = new("# Report\n\n");
        for (int chapter = 1; chapter <= Chapters; chapter++)
        {
            text.Append(CultureInfo.InvariantCulture, $"## Chapter {chapter}\n\n{SampleDocument.Words(80, $"c{chapter}a")}\n\n{SampleDocument.Words(30, $"c{chapter}b")} {Fact(chapter)} {SampleDocument.Words(30, $"c{chapter}d")}\n\n");
        }

        return text.ToString();
    }

    private async Task<IPage> OpenAsync(ScriptedWebApp app)
    {
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new() { Width = 1360, Height = 850 } });
        await page.GotoAsync(app.Start() + "documents");
        return page;
    }

    private static async Task UploadAsync(IPage page, string name, string text)
    {
        await page.GetByTestId("upload").WaitForAsync(new LocatorWaitForOptions { State = WaitForSelectorState.Attached });
        // Only a page whose circuit is up takes a file.
        await Assertions.Expect(page.GetByTestId("model-chip")).ToHaveAttributeAsync("data-state", "ready");
        await page.WaitForFunctionAsync("() => document.querySelector('.frame')?.dataset.ready === 'true'");
        await page.GetByTestId("upload").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/markdown", Buffer = Encoding.UTF8.GetBytes(text) });
        await Assertions.Expect(page.Locator("[data-testid=document][data-state=ready]")).ToHaveCountAsync(1);
    }
}
