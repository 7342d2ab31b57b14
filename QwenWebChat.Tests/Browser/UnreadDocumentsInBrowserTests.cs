using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Documents.Summaries;

namespace QwenWebChat.Tests.Browser;

/// <summary>Documents that need something of their reader: a password, an encoding.</summary>
[Slow]
public sealed class UnreadDocumentsInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Text = "Die Grüße aus Köln kamen später.";

    [Theory]
    [InlineData(ColorScheme.Light, "en-US", 1360)]
    [InlineData(ColorScheme.Dark, "zh-CN", 390)]
    public async Task Locked_WithItsPassword_IsRead(ColorScheme scheme, string locale, int width)
    {
        await using ScriptedWebApp app = new(new SummaryEngine(4000), services => services.AddSingleton<ReadDocument>((request, _) => request.Options.Password switch
        {
            null => throw new DocumentReadException(DocumentReadError.Encrypted, "locked"),
            "open sesame" => Task.FromResult(new DocumentText { Text = Text, Format = FileFormat.Pdf, Parts = [new DocumentPart(0, Text.Length, DocumentPartKind.Paragraph)] }),
            _ => throw new DocumentReadException(DocumentReadError.WrongPassword, "locked"),
        }));
        IPage page = await OpenAsync(app, scheme, locale, width);
        await page.GetByTestId("upload").SetInputFilesAsync(new FilePayload { Name = "contract.pdf", MimeType = "application/pdf", Buffer = [1] });
        await page.GetByTestId("document-unlock").ClickAsync();
        await Assertions.Expect(page.GetByTestId("document-password")).ToBeFocusedAsync();
        Assert.True(await page.GetByTestId("document-password").EvaluateAsync<bool>("field => field.validity.valueMissing"));
        await page.GetByTestId("document-password").FillAsync("wrong");
        await page.GetByTestId("document-password").PressAsync("Enter");
        await Assertions.Expect(page.GetByTestId("document-failed")).ToContainTextAsync("contract.pdf");
        await Assertions.Expect(page.GetByTestId("document-password")).ToHaveValueAsync("");
        await page.ShootAsync($"desk-locked-{width}");
        await page.GetByTestId("document-password").FillAsync("open sesame");
        await page.GetByTestId("document-unlock").ClickAsync();

        await Assertions.Expect(page.GetByTestId("sheet")).ToContainTextAsync(Text);
        await page.CloseAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, "en-US", 1360)]
    [InlineData(ColorScheme.Dark, "zh-CN", 390)]
    public async Task Encoding_Chosen_IsPreviewedAndReadIn(ColorScheme scheme, string locale, int width)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(Text);
        await using ScriptedWebApp app = new(new SummaryEngine(4000), services => services.AddSingleton<ReadDocument>((request, _) =>
        {
            string name = request.Options.Encoding ?? "koi8-r";
            string text = (CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name)).GetString(bytes);
            return Task.FromResult(new DocumentText
            {
                Text = text,
                Format = FileFormat.Text,
                Encoding = name,
                Parts = [new DocumentPart(0, text.Length, DocumentPartKind.Paragraph)],
                Problems = request.Options.Encoding is null ? [new ReadingProblem(ReadingProblemKind.EncodingGuessed, Argument: name)] : [],
            });
        }));
        IPage page = await OpenAsync(app, scheme, locale, width);
        await page.GetByTestId("upload").SetInputFilesAsync(new FilePayload { Name = "brief.txt", MimeType = "text/plain", Buffer = bytes });
        if (width < 1000)
        {
            await page.Locator(".desk-step").First.ClickAsync();
        }

        await page.GetByTestId("encoding").Locator("summary").ClickAsync();
        await page.GetByTestId("encoding-choice").SelectOptionAsync("windows-1252");
        await Assertions.Expect(page.GetByTestId("encoding-preview")).ToHaveTextAsync(Text);
        await Assertions.Expect(page.GetByTestId("sheet")).Not.ToContainTextAsync(Text);
        await page.ShootAsync($"desk-encoding-{width}");
        await page.GetByTestId("encoding-apply").ClickAsync();

        await Assertions.Expect(page.GetByTestId("sheet")).ToContainTextAsync(Text);
        await Assertions.Expect(page.GetByTestId("encoding").Locator("summary")).ToContainTextAsync("windows-1252");
        await page.CloseAsync();
    }

    private async Task<IPage> OpenAsync(ScriptedWebApp app, ColorScheme scheme, string locale, int width)
    {
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new() { Width = width, Height = 844 }, Locale = locale, ColorScheme = scheme });
        await page.GotoAsync(app.Start() + "documents");
        return page;
    }
}
