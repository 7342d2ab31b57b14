using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.Inference.Engine;
using QwenWebChat.Tests.Chat;

namespace QwenWebChat.Tests.Browser;

/// <summary>What is written and not sent: one draft a chat, there again wherever the chat is opened.</summary>
[Slow]
public sealed class DraftsInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Drafts_OfTwoChatsAndANewOne_StandEachInItsOwn()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Yes."));
        IPage page = await browser.OpenAsync(app);
        Guid one = await app.CreateChatAsync("One");
        Guid two = await app.CreateChatAsync("Two");

        await page.GetByTestId("composer").FillAsync("for a new one");
        await GoAsync(page, one);
        await ExpectAsync(page, "");
        await page.GetByTestId("composer").FillAsync("    for one\n    more");
        await GoAsync(page, two);
        await ExpectAsync(page, "");
        await page.GetByTestId("composer").FillAsync("for two");
        await GoAsync(page, one);
        await ExpectAsync(page, "    for one\n    more");
        await page.Keyboard.PressAsync("Control+k");
        await ExpectAsync(page, "for a new one");

        // Within the pause after which a draft is told.
        await GoAsync(page, one);
        await ExpectAsync(page, "    for one\n    more");
        await page.GetByTestId("composer").PressSequentiallyAsync("!");
        await page.ReloadAsync();
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await ExpectAsync(page, "    for one\n    more!");

        // Another browser.
        await UntilKeptAsync(app, DraftPlace.OfConversation(one), "    for one\n    more!");
        IPage second = await browser.NewPageAsync();
        await second.GotoAsync(page.Url);
        await ExpectAsync(second, "    for one\n    more!");
        await second.Locator(".composer[data-ready]").WaitForAsync();
        await second.GetByTestId("composer").PressAsync("Enter");
        await Assertions.Expect(second.GetByTestId("message-user").Last.Locator(".user-text")).ToHaveTextAsync("    for one\n    more!");
        await ExpectAsync(second, "");
        await ExpectAsync(page, "");
        await second.CloseAsync();
        await page.CloseAsync();
    }

    [Fact]
    public async Task Switches_QuickerThanTheDraftIsTold_LoseNothing()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Yes."));
        IPage page = await browser.OpenAsync(app);
        Guid one = await app.CreateChatAsync("One");
        Guid two = await app.CreateChatAsync("Two");
        await GoAsync(page, one);
        await ExpectAsync(page, "");

        await page.Locator($"[data-id='{two}'] a").WaitForAsync();

        // Typed, away and back in one go: no answer of the server's in between.
        await page.GetByTestId("composer").PressSequentiallyAsync("kept");
        await page.EvaluateAsync(
            """
            ([two, one]) => {
              document.querySelector(`[data-id="${two}"] a`).click();
              document.querySelector(`[data-id="${one}"] a`).click();
            }
            """, new[] { two.ToString(), one.ToString() });
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/chat/{one}"));

        await UntilKeptAsync(app, DraftPlace.OfConversation(one), "kept");
        await ExpectAsync(page, "kept");
        Assert.Equal("", (await OpenAsync(app, DraftPlace.OfConversation(two))).Text);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Draft_TypedBeforeTheCircuitIsUp_GoesToTheChatItWasTypedIn()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Yes."));
        IPage page = await browser.NewPageAsync();
        await page.GotoAsync(app.Start());
        Guid one = await app.CreateChatAsync("One");
        await app.Services.GetRequiredService<DraftStore>().WriteAsync(Account.LocalId, DraftPlace.OfConversation(one), "before", cancellationToken: Cancellation);
        await page.RouteAsync("**/blazor.web*.js*", route => route.AbortAsync());
        await page.GotoAsync(new Uri(new Uri(page.Url), $"chat/{one}").ToString());
        await ExpectAsync(page, "before");

        await page.GetByTestId("composer").PressAsync("End");
        await page.GetByTestId("composer").PressSequentiallyAsync(" and early");
        await page.UnrouteAllAsync();
        await page.ReloadAsync();
        await page.Locator(".composer[data-ready]").WaitForAsync();

        await ExpectAsync(page, "before and early");
        await UntilKeptAsync(app, DraftPlace.OfConversation(one), "before and early");
        await page.Keyboard.PressAsync("Control+k");
        await ExpectAsync(page, "");
        await page.CloseAsync();
    }

    [Fact]
    public async Task Draft_InTwoTabs_FollowsTheOneThatIsWrittenIn()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Yes."));
        IPage first = await browser.OpenAsync(app);
        IPage second = await browser.NewPageAsync();
        await second.GotoAsync(first.Url);
        await second.Locator(".composer[data-ready]").WaitForAsync();

        await first.GetByTestId("composer").PressSequentiallyAsync("one");
        await ExpectAsync(second, "one");
        await second.GetByTestId("composer").PressAsync("End");
        await second.GetByTestId("composer").PressSequentiallyAsync(" two");
        await UntilKeptAsync(app, DraftPlace.New, "one two");

        // Somebody has just written in the first: it is left alone.
        await ExpectAsync(first, "one");
        await first.CloseAsync();
        await second.CloseAsync();
    }

    [Fact]
    public async Task Draft_WithFiles_IsThereAgain_AndGoesWhenItIsSent()
    {
        ScriptedChatClient client = ScriptedChatClient.Saying("Read.");
        await using ScriptedWebApp app = new(client);
        IPage page = await browser.OpenAsync(app);
        Guid other = await app.CreateChatAsync("Other");
        await page.Locator("[data-files]").SetInputFilesAsync(new FilePayload { Name = "notes.md", MimeType = "text/markdown", Buffer = "# Notes"u8.ToArray() });
        await Assertions.Expect(page.GetByTestId("attachment")).ToContainTextAsync("7");
        string text = string.Concat(Enumerable.Repeat("一段很长的文字。", 6000));
        await page.GetByTestId("composer").FillAsync(text);
        await UntilKeptAsync(app, DraftPlace.New, text);

        await GoAsync(page, other);
        await Assertions.Expect(page.GetByTestId("attachment")).ToHaveCountAsync(0);
        await page.Keyboard.PressAsync("Control+k");
        await Assertions.Expect(page.GetByTestId("attachment")).ToHaveCountAsync(1);
        await page.ReloadAsync();
        await page.Locator(".composer[data-ready]").WaitForAsync();
        await ExpectAsync(page, text);
        await Assertions.Expect(page.GetByTestId("attachment")).ToContainTextAsync("notes.md");

        await page.GetByTestId("send").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/chat/."));
        await ExpectAsync(page, "");
        Assert.Contains("<file name=\"notes.md\">\n# Notes\n</file>", client.Requests[0][^1].Text, StringComparison.Ordinal);
        Assert.EndsWith(text, client.Requests[0][^1].Text, StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Control+k");
        await ExpectAsync(page, "");
        await Assertions.Expect(page.GetByTestId("attachment")).ToHaveCountAsync(0);
        await page.CloseAsync();
    }

    [Fact]
    public async Task Message_Refused_StandsInTheDraftAsItWasWritten()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Throwing(new EngineUnavailableException("full")));
        IPage page = await browser.OpenAsync(app);

        await page.GetByTestId("composer").FillAsync("    indented");
        await page.GetByTestId("composer").PressAsync("Enter");

        await Assertions.Expect(page.GetByTestId("error")).ToBeVisibleAsync();
        await ExpectAsync(page, "    indented");
        await UntilKeptAsync(app, DraftPlace.New, "    indented");
        await page.CloseAsync();
    }

    [Fact]
    public async Task SameText_PutAgainWhileItIsTold_IsToldOnceAndTheNextOneToo()
    {
        await using ScriptedWebApp app = new(ScriptedChatClient.Saying("Yes."));
        IPage page = await browser.OpenAsync(app);

        string told = await page.EvaluateAsync<string>("""
            async () => {
              const { keepDrafts } = await import('/js/draft.js');
              const field = document.createElement('textarea');
              Object.assign(field.dataset, { place: 'test', version: 0 });
              const told = [];
              let answer;
              const drafts = keepDrafts(field, (place, text) => { told.push(text); return new Promise(resolve => answer = resolve); });
              field.value = 'one';
              drafts.note();
              const first = drafts.flush();
              drafts.note();
              answer(1);
              await first;
              field.value = 'two';
              drafts.note();
              const last = drafts.dispose();
              answer(2);
              await last;
              return told.join();
            }
            """);

        Assert.Equal("one,two", told);
        await page.CloseAsync();
    }

    private static async Task GoAsync(IPage page, Guid id)
    {
        await page.Locator($"[data-id='{id}'] a").ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"/chat/{id}"));
        await Assertions.Expect(page.Locator($"[data-place='chat/{id}']")).ToHaveCountAsync(1);
    }

    private static Task ExpectAsync(IPage page, string text) => Assertions.Expect(page.GetByTestId("composer")).ToHaveValueAsync(text);

    private static Task<DraftView> OpenAsync(ScriptedWebApp app, DraftPlace place) => app.Services.GetRequiredService<DraftStore>().OpenAsync(Account.LocalId, place, Cancellation);

    private static async Task UntilKeptAsync(ScriptedWebApp app, DraftPlace place, string text)
    {
        DraftStore store = app.Services.GetRequiredService<DraftStore>();
        TaskCompletionSource kept = new(TaskCreationOptions.RunContinuationsAsynchronously);
        void Check(DraftChanged? change)
        {
            if (store.OpenAsync(Account.LocalId, place, Cancellation).GetAwaiter().GetResult().Text == text)
            {
                kept.TrySetResult();
            }
        }

        store.Changed += Check;
        Check(null);
        await kept.Task.WaitAsync(WaitLimit.Value, Cancellation);
        store.Changed -= Check;
    }
}
