using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Playwright;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Chat;
using QwenWebChat.Tests.Data;

namespace QwenWebChat.Tests.Browser;

/// <summary>A temporary chat by hand: nothing of it is in a file, a log or the browser's storage, and leaving it asks first.</summary>
[Slow]
public sealed class TemporaryChatInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string Secret = "zebra-in-the-cellar";

    [Theory]
    [InlineData(ColorScheme.Light, "en-US", 1280, 800)]
    [InlineData(ColorScheme.Dark, "zh-CN", 390, 780)]
    public async Task TemporaryChat_AskedEditedAndLeft_IsNowhere(ColorScheme scheme, string locale, int width, int height)
    {
        using LogLines log = new();
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("An answer about ", Secret), services => services.AddSingleton<ILoggerProvider>(log));
        IPage page = await browser.OpenAsync(app, new BrowserNewPageOptions { ColorScheme = scheme, Locale = locale, ViewportSize = new() { Width = width, Height = height } });
        string name = $"{scheme}-{width}".ToLowerInvariant();
        await page.GetByTestId("temporary-switch").ClickAsync();
        await Assertions.Expect(page.GetByTestId("temporary-switch")).ToHaveAttributeAsync("aria-checked", "true");
        await Assertions.Expect(page.GetByTestId("temporary-notice")).ToBeVisibleAsync();
        await PageLooks.CheckOneAsync(page, $"temporary-empty-{name}");

        await page.AskAsync($"What about the {Secret}?");
        await page.GetByTestId("regenerate").Last.ClickAsync();
        await Assertions.Expect(page.GetByTestId("message-assistant").Last).ToHaveAttributeAsync("aria-busy", "false");
        await page.GetByTestId("composer").FillAsync($"half a message about the {Secret}");
        await page.GetByTestId("composer").PressAsync("End");
        await PageLooks.CheckOneAsync(page, $"temporary-{name}");
        Assert.EndsWith("/?temporary=true", page.Url, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, await page.EvaluateAsync<string>("() => JSON.stringify(sessionStorage) + JSON.stringify(localStorage) + document.title"), StringComparison.Ordinal);
        await Assertions.Expect(page.GetByTestId("conversation")).ToHaveCountAsync(0);

        await page.Keyboard.PressAsync("Control+k");
        await page.GetByTestId("leave-temporary").WaitForAsync();
        await PageLooks.CheckOneAsync(page, $"temporary-leave-{name}");
        await page.GetByTestId("leave-no").ClickAsync();
        await Assertions.Expect(page.GetByTestId("leave-temporary")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("Control+k");
        await page.GetByTestId("leave-yes").ClickAsync();

        await Assertions.Expect(page.GetByTestId("message-assistant")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByTestId("temporary-switch")).ToHaveAttributeAsync("aria-checked", "false");
        await Assertions.Expect(page.GetByTestId("composer")).ToHaveValueAsync("");
        await page.CloseAsync();
        string folder = Path.GetDirectoryName(app.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.FullPath)!;
        Assert.Empty(StoredText.FilesWith(folder, Secret));
        using ChatDbContext context = app.Services.GetRequiredService<IDbContextFactory<ChatDbContext>>().CreateForAll();
        Assert.Empty(context.Conversations);
        Assert.NotEmpty(log.Lines);
        Assert.DoesNotContain(log.Lines, line => line.Contains(Secret, StringComparison.Ordinal));
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
