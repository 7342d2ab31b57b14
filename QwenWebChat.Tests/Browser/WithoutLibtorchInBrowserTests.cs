using Microsoft.Playwright;
using QwenWebChat.Tests.Hosting;
using QwenWebChat.Tests.Terminal;

namespace QwenWebChat.Tests.Browser;

/// <summary>An app that came without libtorch does on a CPU all that one with it does, and says one line where it is asked for more.</summary>
[Slow]
public sealed class WithoutLibtorchInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>, IDisposable
{
    private readonly AppWithoutLibtorch _app = new();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("qwenwebchat-");

    public void Dispose()
    {
        _app.Dispose();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Start_WithTheDemoModel_ChatsAndSummarises()
    {
        string report = Path.Combine(_data.FullName, "report.txt");
        await File.WriteAllTextAsync(report, string.Concat(Enumerable.Repeat("The red fox lives in the forest. It eats berries in summer.\n\n", 20)), TestContext.Current.CancellationToken);
        await using AppProcess process = new(_app.Path, _app.Folder, Path.Combine(_data.FullName, "chat.db"), ["--Model:Path", _app.DemoModel]);
        Uri url = await process.ListenAsync();
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { Locale = "en" });

        await page.GotoAsync(url.ToString());
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await page.GetByTestId("composer").FillAsync("Hello, who are you?");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("article[data-state=finished]").Last).ToContainTextAsync("demo model");

        await page.GotoAsync(new Uri(url, "documents").ToString());
        await page.GetByTestId("upload").SetInputFilesAsync(report);
        await page.GetByTestId("document").GetByRole(AriaRole.Link).First.ClickAsync();
        await page.GetByTestId("summary-plan").WaitForAsync();
        await page.GetByTestId("summary-start").ClickAsync();
        await Assertions.Expect(page.GetByTestId("summary-text")).ToBeVisibleAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task Generate_WithoutLibtorch_AnswersAndRefusesTheReferenceInOneLine()
    {
        TerminalRun answered = await TerminalRun.OfProgramAsync(_app.Path, [], "generate", "--model", _app.DemoModel, "--chat", "--prompt", "Hello, who are you?", "--max-tokens", "20");
        TerminalRun exact = await TerminalRun.OfProgramAsync(_app.Path, [], "generate", "--model", _app.DemoModel, "--prompt", "Hello", "--exact");

        Assert.Equal(0, answered.ExitCode);
        Assert.Contains("demo model", answered.Output, StringComparison.Ordinal);
        Assert.Equal((2, ""), (exact.ExitCode, exact.Output));
        Assert.Contains("this app came without libtorch; build it without -p:TorchBackend=none, or set QWENWEBCHAT_LIBTORCH to", Assert.Single(exact.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }
}
