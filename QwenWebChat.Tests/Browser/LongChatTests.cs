using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>500 messages of 300 words: the test says what the browser leaves undone, and writes down how long the rest takes.</summary>
[Slow]
public sealed class LongChatTests(BrowserFixture browser, ITestOutputHelper output) : IClassFixture<BrowserFixture>
{
    private const int MessageCount = 500;
    private const string Words = "The quick brown fox jumps over the lazy dog and goes on to see **what else** there is. ";

    [Fact]
    public async Task Chat_OfManyMessages_LaysOutOnlyWhatIsInSight()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying([.. Enumerable.Repeat("word ", 200)]));
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new() { Width = 1280, Height = 800 } });
        string url = app.Start();
        url += $"chat/{await SeedAsync(app.Services)}";
        await page.GotoAsync(url);
        long start = TimeProvider.System.GetTimestamp();

        await page.GotoAsync(url);
        await page.Locator(".composer[data-ready]").WaitForAsync();
        output.WriteLine($"ready after {TimeProvider.System.GetElapsedTime(start).TotalMilliseconds:0} ms");
        await Assertions.Expect(page.Locator(".messages > article").Last).ToBeInViewportAsync();
        int drawn = await page.Locator(".messages > article").CountAsync();
        output.WriteLine($"{drawn} messages drawn at first");
        await page.WaitForFunctionAsync(
            """
            count => {
              document.querySelector('[data-scroll]').scrollTop -= 20000;
              return document.querySelectorAll('.messages > article').length === count;
            }
            """,
            MessageCount);
        await Assertions.Expect(page.Locator(".messages > article").First).ToContainTextAsync("1 The quick");
        await page.Locator("[data-to-end]").ClickAsync();
        await Assertions.Expect(page.Locator(".messages > article").Last).ToBeInViewportAsync();
        int inSight = await page.EvaluateAsync<int>("[...document.querySelectorAll('.messages > article > *')].filter(e => e.checkVisibility({ contentVisibilityAuto: true })).length");
        output.WriteLine($"{inSight} parts of {MessageCount} messages in sight");
        output.WriteLine("scrolling to the top, 120 steps: " + await page.EvaluateAsync<string>(Scroll));
        await page.GetByTestId("composer").FillAsync("More");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("article[data-state=finished]").Last).ToContainTextAsync("word word");
        output.WriteLine("frames while it streamed: " + await page.EvaluateAsync<string>(Scroll));

        Assert.InRange(drawn, 1, 100);
        Assert.InRange(inSight, 1, 40);
        await page.CloseAsync();
    }

    private const string Scroll =
        """
        async () => {
          const view = document.querySelector('[data-scroll]');
          const frames = [];
          let last = performance.now();
          for (let i = 0; i < 120; i++) {
            view.scrollTop -= view.scrollHeight / 120;
            await new Promise(requestAnimationFrame);
            frames.push(performance.now() - last);
            last = performance.now();
          }
          frames.sort((a, b) => a - b);
          return `median ${frames[60].toFixed(1)} ms, worst ${frames[119].toFixed(1)} ms`;
        }
        """;

    private static async Task<Guid> SeedAsync(IServiceProvider services)
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        string text = string.Concat(Enumerable.Repeat(Words, 6)) + "\n\n" + string.Concat(Enumerable.Repeat(Words, 5)) + "\n\n- one\n- two\n\n```csharp\nint a = 1;\n```\n\n" + string.Concat(Enumerable.Repeat(Words, 5));
        Guid conversation = (await services.GetRequiredService<ConversationStore>().CreateAsync(Account.LocalId, "Long", cancellationToken: cancellation)).Id;
        MessageStore messages = services.GetRequiredService<MessageStore>();
        Guid? parent = null;
        for (int number = 1; number <= MessageCount; number++)
        {
            MessageRole role = number % 2 == 1 ? MessageRole.User : MessageRole.Assistant;
            parent = (await messages.AddAsync(Account.LocalId, conversation, new NewMessage(parent, role, $"{number} {text}"), cancellation))!.Id;
        }

        return conversation;
    }
}
