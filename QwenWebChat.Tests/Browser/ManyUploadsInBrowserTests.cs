using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using QwenWebChat.Tests.Documents.Summaries;

namespace QwenWebChat.Tests.Browser;

/// <summary>More files at once than one message over the circuit can name.</summary>
[Slow]
public sealed class ManyUploadsInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    // A list of names as long as a file system takes them is far beyond a message of 32 KB.
    private const int LongName = 200;

    [Theory]
    [InlineData(51)]
    [InlineData(500)]
    public async Task Upload_Many_BringsAllOfThem(int count)
    {
        await using ScriptedWebApp app = new(new SummaryEngine(4000));
        IPage page = await OpenAsync(app);

        await page.GetByTestId("upload").SetInputFilesAsync(Files(count));
        await Assertions.Expect(page.GetByTestId("upload-batch")).ToContainTextAsync(string.Create(CultureInfo.InvariantCulture, $"of {count} uploaded"));
        await page.ShootAsync($"desk-uploads-{count}");

        await Assertions.Expect(page.Locator("[data-testid=document][data-state=ready]")).ToHaveCountAsync(count, new() { Timeout = 3 * WaitLimit.Milliseconds });
        await Assertions.Expect(page.GetByTestId("upload-batch")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByTestId("upload-problem")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("#blazor-error-ui")).ToBeHiddenAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task Upload_SomeRefused_TellsOfThemTogetherAndTakesTheRest()
    {
        await using ScriptedWebApp app = new(new SummaryEngine(4000), settings: new Dictionary<string, string> { ["Upload:MaxFileBytes"] = "1000" });
        IPage page = await OpenAsync(app);
        FilePayload[] large = [.. Enumerable.Range(1, 4).Select(number => File($"large {number}.txt", new string('x', 1001)))];

        await page.GetByTestId("upload").SetInputFilesAsync([.. large, .. Files(3)]);

        await Assertions.Expect(page.Locator("[data-testid=document][data-state=ready]")).ToHaveCountAsync(3);
        await Assertions.Expect(page.GetByTestId("upload-problem")).ToContainTextAsync("4 files exceed the maximum of");
        await page.GetByTestId("upload-problem").GetByText("Which files").ClickAsync();
        await Assertions.Expect(page.GetByTestId("upload-problem").Locator("li")).ToHaveTextAsync(["large 1.txt", "large 2.txt", "large 3.txt", "large 4.txt"]);
        await page.ShootAsync("desk-refused");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Upload_CancelledForAll_StopsAtOnce()
    {
        await using ScriptedWebApp app = new(new SummaryEngine(4000));
        IPage page = await OpenAsync(app);

        await page.GetByTestId("upload").SetInputFilesAsync(Files(500));
        await page.GetByTestId("cancel-uploads").ClickAsync();

        await Assertions.Expect(page.GetByTestId("upload-batch")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByTestId("upload-problem")).ToHaveCountAsync(0);
        Assert.InRange(await page.GetByTestId("document").CountAsync(), 0, 499);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Drop_AFolder_BringsWhatIsInIt()
    {
        string folder = Directory.CreateTempSubdirectory("qwenwebchat-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "inner"));
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "10.txt"), "ten", TestContext.Current.CancellationToken);
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "9.txt"), "nine", TestContext.Current.CancellationToken);
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "inner", "two.txt"), "two", TestContext.Current.CancellationToken);
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, ".hidden"), "no", TestContext.Current.CancellationToken);
        await using ScriptedWebApp app = new(new SummaryEngine(4000));
        IPage page = await OpenAsync(app);
        ICDPSession chromium = await page.Context.NewCDPSessionAsync(page);
        LocatorBoundingBoxResult zone = (await page.Locator(".file-zone[data-ready]").BoundingBoxAsync())!;
        foreach (string type in new[] { "dragEnter", "dragOver", "drop" })
        {
            await chromium.SendAsync("Input.dispatchDragEvent", new Dictionary<string, object>
            {
                ["type"] = type,
                ["x"] = zone.X + (zone.Width / 2),
                ["y"] = zone.Y + (zone.Height / 2),
                ["data"] = new { items = Array.Empty<object>(), files = new[] { folder }, dragOperationsMask = 1 },
            });
        }

        await Assertions.Expect(page.Locator("[data-testid=document][data-state=ready]")).ToHaveCountAsync(3);
        // Two are sent at once, and the smaller may overtake.
        IReadOnlyList<string> names = await page.Locator(".shelf-name").AllTextContentsAsync();
        Assert.Equal(["10.txt", "9.txt", "two.txt"], names.Select(name => name.Trim()).Order(StringComparer.Ordinal));
        Directory.Delete(folder, recursive: true);
        await page.CloseAsync();
    }

    private static FilePayload[] Files(int count) =>
        [.. Enumerable.Range(1, count).Select(number => File($"{number:000}{new string('é', LongName - 7)}.txt", string.Create(CultureInfo.InvariantCulture, $"Text number {number}.")))];

    private static FilePayload File(string name, string text) => new() { Name = name, MimeType = "text/plain", Buffer = Encoding.UTF8.GetBytes(text) };

    private async Task<IPage> OpenAsync(ScriptedWebApp app)
    {
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new() { Width = 1360, Height = 850 } });
        await page.GotoAsync(app.Start() + "documents");
        return page;
    }
}
