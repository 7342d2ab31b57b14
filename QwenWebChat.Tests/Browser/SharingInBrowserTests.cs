using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using QwenWebChat.App.Accounts;
using QwenWebChat.App.Conversations;
using QwenWebChat.App.Data;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Sharing;
using QwenWebChat.Tests.Accounts;

namespace QwenWebChat.Tests.Browser;

/// <summary>Two people share by hand, with a group and by link, and one ends it under the eyes of the other.</summary>
[Slow]
public sealed class SharingInBrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const string GroupName = "Research";

    private static readonly BrowserNewPageOptions Desktop = new() { ViewportSize = new() { Width = 1280, Height = 800 } };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Conversation_SharedWithAGroupAndByLink_IsGoneAtOnceWhenItEnds()
    {
        await using TeamApp app = await TeamApp.StartAsync();
        await MakeGroupAsync(app);
        IPage bob = await SignInAsync(app, TeamApp.Member, Desktop);
        await bob.AskAsync("A question of bob");
        await Assertions.Expect(bob.GetByTestId("message-assistant")).ToContainTextAsync("Hello");

        await bob.GetByTestId("conversation-menu").GetByRole(AriaRole.Button).ClickAsync();
        await bob.GetByTestId("menu-share").ClickAsync();
        await bob.GetByTestId("share-right").SelectOptionAsync(nameof(ShareRight.Use));
        await bob.GetByTestId("share-add").ClickAsync();
        await Assertions.Expect(bob.GetByTestId("share")).ToContainTextAsync($"{GroupName} · Use");
        await bob.GetByTestId("share-link-create").ClickAsync();
        string link = await bob.GetByTestId("share-link").InputValueAsync();
        await bob.GetByTestId("share-close").ClickAsync();

        // Eve is in the group, and continues in a copy of her own.
        IPage eve = await SignInAsync(app, TeamApp.OtherMember, Desktop);
        await eve.GetByTestId("shared-link").ClickAsync();
        await eve.GetByTestId("share-open").ClickAsync();
        await Assertions.Expect(eve.GetByTestId("message-user")).ToContainTextAsync("A question of bob");
        string shared = eve.Url;
        await eve.GetByTestId("shared-continue").ClickAsync();
        await eve.AskAsync("A question of eve");
        await Assertions.Expect(eve.GetByTestId("message-user")).ToHaveCountAsync(2);
        await Assertions.Expect(bob.GetByTestId("message-user")).ToHaveCountAsync(1);
        await eve.GotoAsync(shared);
        await eve.GetByTestId("shared-continue").WaitForAsync();

        // Ada is not, and needs the link.
        IPage ada = await SignInAsync(app, TeamApp.Administrator, Desktop);
        await ada.GotoAsync(shared);
        await Assertions.Expect(ada.GetByTestId("shared-gone")).ToContainTextAsync("This is no longer shared");
        await ada.GotoAsync(link);
        await Assertions.Expect(ada.GetByTestId("message-user")).ToContainTextAsync("A question of bob");
        await Assertions.Expect(ada.GetByTestId("shared-continue")).ToHaveCountAsync(0);
        IPage nobody = await browser.NewPageAsync(Desktop);
        await nobody.GotoAsync(link);
        await nobody.GetByTestId("sign-in").WaitForAsync();

        await bob.GetByTestId("shared-link").ClickAsync();
        await Assertions.Expect(bob.GetByTestId("share-revoke")).ToHaveCountAsync(2);
        await bob.GetByTestId("share-revoke").First.ClickAsync();
        await Assertions.Expect(bob.GetByTestId("share-revoke")).ToHaveCountAsync(1);
        await bob.GetByTestId("share-revoke").ClickAsync();

        await Assertions.Expect(eve.GetByTestId("shared-gone")).ToBeVisibleAsync();
        await Assertions.Expect(ada.GetByTestId("shared-gone")).ToBeVisibleAsync();
        await Assertions.Expect(eve.GetByTestId("message-user")).ToHaveCountAsync(0);
        foreach (IPage page in (IPage[])[bob, eve, ada, nobody])
        {
            await page.CloseAsync();
        }
    }

    [Fact]
    public async Task Collection_OfDocuments_IsAskedByAGroup()
    {
        await using TeamApp app = await TeamApp.StartAsync();
        await MakeGroupAsync(app);
        (Guid folder, Guid document) = await MakeFolderAsync(app);
        IPage bob = await SignInAsync(app, TeamApp.Member, Desktop);
        await bob.GotoAsync(new Uri(app.Address, $"/documents/{document}").ToString());
        await bob.Locator(".frame[data-live]").WaitForAsync();
        await bob.GetByTestId("document-folder").SelectOptionAsync(folder.ToString());
        await Assertions.Expect(bob.GetByTestId("document")).ToContainTextAsync("Manuals · ");
        await app.Services.GetRequiredService<ShareStore>().ShareAsync(app.IdOf(TeamApp.Member), new ShareTarget(ShareKind.Folder, folder), await GroupAsync(app), ShareRight.Use, Cancellation);

        IPage eve = await SignInAsync(app, TeamApp.OtherMember, Desktop);
        await eve.GetByTestId("shared-link").ClickAsync();
        await eve.GetByTestId("share-open").ClickAsync();
        await eve.GetByTestId("shared-folder-ask").ClickAsync();
        await eve.AskAsync("What is the pump made of?");

        await Assertions.Expect(eve.GetByTestId("message-assistant")).ToContainTextAsync("Hello");
        await eve.GetByTestId("conversation").First.ClickAsync();
        await Assertions.Expect(eve).ToHaveURLAsync(new Regex("/chat/"));
        await Assertions.Expect(eve.GetByTestId("chat-about")).ToContainTextAsync("pump.txt");
        await eve.GetByTestId("chat-about").GetByRole(AriaRole.Link).ClickAsync();
        await Assertions.Expect(eve).ToHaveURLAsync(new Regex("/shared/"));
        await Assertions.Expect(eve.GetByTestId("sheet")).ToContainTextAsync("The pump is made of steel.");
        await bob.CloseAsync();
        await eve.CloseAsync();
    }

    [Theory]
    [InlineData(ColorScheme.Light, "en-US", 1280, 800)]
    [InlineData(ColorScheme.Dark, "zh-CN", 390, 780)]
    public async Task Pages_FitAndAreAccessible(ColorScheme scheme, string locale, int width, int height)
    {
        BrowserNewPageOptions options = new() { ColorScheme = scheme, Locale = locale, ViewportSize = new() { Width = width, Height = height }, ReducedMotion = ReducedMotion.Reduce };
        string name = $"{scheme}-{width}".ToLowerInvariant();
        await using TeamApp app = await TeamApp.StartAsync();
        IPage page = await SignInAsync(app, TeamApp.Administrator, options);
        await ShowAsync(app, page, "/admin/groups", $"groups-none-{name}");
        await ShowAsync(app, page, "/shared", $"shared-none-{name}");
        await MakeGroupAsync(app);
        (Guid folder, Guid document) = await MakeFolderAsync(app);
        Guid bob = app.IdOf(TeamApp.Member);
        await app.Services.GetRequiredService<DocumentStore>().MoveAsync(bob, document, folder, Cancellation);
        Guid chat = (await app.Services.GetRequiredService<ConversationStore>().CreateAsync(bob, "Plans for the pump", folderId: folder, cancellationToken: Cancellation)).Id;
        await app.Services.GetRequiredService<MessageStore>().AddAsync(
            bob, chat, [new NewMessage(null, MessageRole.User, "What is it made of?"), new NewMessage(null, MessageRole.Assistant, "Of **steel**, says the manual.")], Cancellation);
        Guid prompt = (await app.Services.GetRequiredService<PromptStore>().AddAsync(bob, "Review", "Review {{text}} for a reader in a hurry.", cancellationToken: Cancellation))!.Id;
        foreach (ShareTarget target in (ShareTarget[])[new(ShareKind.Folder, folder), new(ShareKind.Conversation, chat), new(ShareKind.Document, document), new(ShareKind.Prompt, prompt)])
        {
            Assert.Null(await app.Services.GetRequiredService<ShareStore>().ShareAsync(bob, target, await GroupAsync(app), ShareRight.Use, Cancellation));
        }

        await ShowAsync(app, page, "/admin/groups", $"groups-{name}");
        await ShowAsync(app, page, "/admin/members", $"groups-of-members-{name}");
        await SignInAsync(app, TeamApp.OtherMember, page);
        await ShowAsync(app, page, "/shared", $"shared-{name}");
        foreach (ShareView share in await app.Services.GetRequiredService<ShareStore>().ListForAsync(app.IdOf(TeamApp.OtherMember), Cancellation))
        {
            await ShowAsync(app, page, $"/{share.Address}", $"shared-{share.Target.Kind}-{name}".ToLowerInvariant());
        }

        await ShowAsync(app, page, "/shared/nothing", $"shared-gone-{name}");
        await SignInAsync(app, TeamApp.Member, page);
        await ShowAsync(app, page, "/shared", $"shared-by-me-{name}");
        await ShowAsync(app, page, $"/documents/{document}", $"shared-documents-page-{name}");
        if (width < 1000)
        {
            await page.Locator(".desk-step").First.ClickAsync();
        }

        await page.GetByTestId("document-share").ClickAsync();
        await page.GetByTestId("share-link-create").ClickAsync();
        await page.GetByTestId("share-link").WaitForAsync();
        await PageLooks.CheckOneAsync(page, $"shared-dialog-{name}");
        await page.CloseAsync();
    }

    private static async Task MakeGroupAsync(TeamApp app)
    {
        GroupStore groups = app.Services.GetRequiredService<GroupStore>();
        Assert.Null(await groups.CreateAsync(GroupName));
        foreach (string name in (string[])[TeamApp.Member, TeamApp.OtherMember])
        {
            Assert.Null(await groups.AddMemberAsync(await GroupAsync(app), app.IdOf(name)));
        }
    }

    private static async Task<Guid> GroupAsync(TeamApp app) => (await app.Services.GetRequiredService<GroupStore>().ListAsync(Cancellation)).Single().Id;

    private static async Task<(Guid Folder, Guid Document)> MakeFolderAsync(TeamApp app)
    {
        Guid bob = app.IdOf(TeamApp.Member);
        FolderView folder = (await app.Services.GetRequiredService<FolderStore>().CreateAsync(bob, "Manuals", Cancellation))!;
        DocumentDesk desk = app.Services.GetRequiredService<DocumentDesk>();
        Document document = await desk.UploadAsync(bob, "pump.txt", new MemoryStream(Encoding.UTF8.GetBytes("The pump is made of steel."), writable: false), Cancellation);
        await desk.WhenReadAsync(bob, document.Id, Cancellation);
        return (folder.Id, document.Id);
    }

    private static async Task ShowAsync(TeamApp app, IPage page, string path, string name)
    {
        await page.GotoAsync(new Uri(app.Address, path).ToString());
        await page.Locator(".frame[data-live]").WaitForAsync();
        await PageLooks.CheckOneAsync(page, name);
    }

    private async Task<IPage> SignInAsync(TeamApp app, string name, BrowserNewPageOptions options)
    {
        IPage page = await browser.NewPageAsync(options);
        await SignInAsync(app, name, page);
        return page;
    }

    // Whoever is signed in on the page is no longer.
    private static async Task SignInAsync(TeamApp app, string name, IPage page)
    {
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync(app.Address.ToString());
        await page.GetByTestId("name").FillAsync(name);
        await page.GetByTestId("password").FillAsync(TeamApp.PasswordOf(name));
        await page.GetByTestId("sign-in").ClickAsync();
        await page.Locator(".composer[data-ready]").WaitForAsync();
    }
}
